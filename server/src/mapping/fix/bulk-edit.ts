import { setImmediate } from 'node:timers/promises';
import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BulkEditPreview, EditOutcome, PreviewBulkEdit, BulkEdit as Wanted } from '@dingdee/shared/bulk-edit';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { oneByOne, type SeenOne } from '../../bill/selection/one-by-one.js';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { worded } from '../../domain/draft/issue-words.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { accountRoles, type TargetForm, unitRoles } from '../../domain/draft/target-form.js';
import { baseDataOf } from '../../engine/check/check-base-data.js';
import { asClause } from '../../problem/clause.js';
import { DomainError } from '../../problem/domain-error.js';
import { mapBill } from '../run/map-one.js';
import { FixRefusedError } from '../run/mapping.errors.js';
import { checkedTarget, FixTarget } from './fix-target.js';
import { RelockBill } from './relock-bill.js';

type Opened = Awaited<ReturnType<FixTarget['open']>>;
/** A bill with the fields that can be set on it. */
interface Looked extends Opened {
  result: MappingResult;
  form: TargetForm;
  /** Field → its paths on this bill. */
  fields: ReadonlyMap<string, readonly string[]>;
}
interface Judged {
  outcome: EditOutcome;
  why: string;
  now: string;
  to: string;
  voids: boolean;
  paths: readonly string[];
}

/**
 * Sets one field of several bills（成批改）, each as a fix of that bill alone (nothing is remembered), with its version and its refusals. It
 * does not set the payee of many bills at once, nor values that another person set by hand.
 */
@Injectable()
export class BulkEdit {
  constructor(
    private readonly db: Database,
    private readonly targets: FixTarget,
    private readonly relock: RelockBill,
  ) {}

  /** Returns what the edit would do; writes nothing. */
  async preview({ field, items }: PreviewBulkEdit, by: Actor): Promise<BulkEditPreview> {
    const rows: BulkEditPreview['rows'] = [];
    const counted = new Map<string, { label: string; picker: BaseDataKind | null; count: number }>();
    const sums = new Map<EditOutcome | 'voids', { count: number; fen: bigint; unknown: number }>();
    for (const { id, version, value } of items) {
      let shown: Opened['bill']['shown'] | null = null;
      let judged: Judged;
      try {
        const looked = await this.look({ id, version }, by);
        shown = looked.bill.shown;
        for (const [name] of looked.fields) {
          const there = counted.get(name);
          if (there) there.count += 1;
          else counted.set(name, { ...told(looked, name), count: 1 });
        }
        judged = judge(looked, field, value, by);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        judged = { outcome: 'left', why: error.message, now: '', to: '', voids: false, paths: [] };
      }
      const { paths: _, ...rest } = judged;
      const fen = shown?.fen ?? null;
      rows.push({
        id,
        payee: maskText(shown?.payee ?? ''),
        purpose: maskText(shown?.purpose ?? ''),
        amount: fen === null ? null : fromFen(fen),
        ...rest,
      });
      for (const kind of [judged.outcome, ...(judged.voids ? (['voids'] as const) : [])]) {
        const sum = sums.get(kind) ?? { count: 0, fen: 0n, unknown: 0 };
        sums.set(kind, {
          count: sum.count + 1,
          fen: sum.fen + (fen ?? 0n),
          unknown: sum.unknown + (fen === null ? 1 : 0),
        });
      }
      await setImmediate();
    }
    const sumOf = (kind: EditOutcome | 'voids'): CountAndSum => {
      const { count, fen, unknown } = sums.get(kind) ?? { count: 0, fen: 0n, unknown: 0 };
      return { count, amount: fromFen(fen), ...unknownIn(unknown) };
    };
    return {
      fields: [...counted].map(([name, each]) => ({ field: name, ...each })).sort((a, b) => b.count - a.count),
      rows,
      change: sumOf('change'),
      same: sumOf('same'),
      locked: sumOf('locked'),
      left: sumOf('left'),
      voids: sumOf('voids'),
    };
  }

  /** Edits each bill by itself: a bill that a rule refuses is skipped with its sentence, and the others go on. */
  run({ field, items }: Wanted, by: Actor): Promise<BatchResult> {
    const values = new Map(items.map(({ id, value }) => [id, value]));
    return oneByOne(
      this.db,
      items.map(({ id, version }) => ({ id, version })),
      async (seen) => {
        const looked = await this.look(seen, by);
        const value = values.get(seen.id) ?? '';
        const { outcome, why, paths, now, to } = judge(looked, field, value, by);
        if (outcome !== 'change') throw new FixRefusedError(`没有改：${why}。`);
        const { bill, basis } = looked;
        const { label } = told(looked, field);
        await this.relock.run({ bill, basis, values: new Map(paths.map((path) => [path, value])) }, by, {
          action: 'lock-value',
          why: `${by.name} 成批改了${label}`,
          detail: { to: value, was: now, shown: to, together: items.length },
        });
        await setImmediate();
      },
    );
  }

  /** @throws BillNotFoundError, StaleBillError, FixRefusedError if it is closed, BillRefusedError for a person's own bill */
  private async look({ id, version }: SeenOne, by: Actor): Promise<Looked> {
    const opened = await this.targets.open({ billId: id, version });
    await this.relock.mustFit(opened.bill, by);
    const { result, fieldKeys } = mapBill(opened.bill, opened.basis);
    const form = withOwnFields(formNamed(result.target), opened.basis.scheme.content, opened.baseData);
    const fields = new Map<string, string[]>();
    for (const { path } of fieldKeys()) {
      const name = fieldOf(path);
      if (maySet(form, name)) fields.set(name, [...(fields.get(name) ?? []), path]);
    }
    return { ...opened, result, form, fields };
  }
}

/** "rows[2].costItem" → "rows.costItem" */
const fieldOf = (path: string): string => path.replace(/\[\d+\]/, '');
const targetOf = (form: TargetForm, field: string) => {
  const [place = '', name = ''] = field.split('.');
  return (place === 'header' ? form.header : form.rows)[name];
};

/** Returns whether a field may be set in bulk: payee, payer, currency and amount are checked bill by bill. */
function maySet(form: TargetForm, field: string): boolean {
  const target = targetOf(form, field);
  const name = field.slice(field.indexOf('.') + 1);
  if (target === undefined || target.type === 'amount' || target.type === 'rate' || target.masked) return false;
  if (target.baseData === 'organisation') return false;
  const { head, row } = form;
  const apart: readonly string[] = [
    ...unitRoles(form),
    ...accountRoles(form),
    head.billType,
    head.payee,
    head.payeeType,
    head.receiver,
    head.receiverType,
    head.organisation,
    head.currency,
    head.settleCurrency,
    row.amount,
    row.account,
    row.holder,
    row.bank,
    row.ourAccount,
    row.ourCash,
  ];
  return !apart.includes(name);
}

function told({ result, form }: Looked, field: string): { label: string; picker: BaseDataKind | null } {
  const target = targetOf(form, field);
  const kind = target ? baseDataOf(target, form, (type) => result.fields.header[type] ?? null) : null;
  // Several rows have the field, and the header may have one of the same name.
  const label = target?.label ?? field;
  return { label: field.startsWith('rows.') ? `明细·${label}` : label, picker: kind };
}

/** @throws UnusableTargetError if Kingdee would not accept the value on this bill */
function judge(looked: Looked, field: string | null, value: string | null, by: Actor): Judged {
  const { bill, basis, baseData, result, fields } = looked;
  const none = { now: '', to: '', voids: false, paths: [] };
  if (field === null) return { ...none, outcome: 'open', why: '' };
  const paths = fields.get(field) ?? [];
  if (paths.length === 0) return { ...none, outcome: 'left', why: '这张单据没有这个字段' };
  const { picker } = told(looked, field);
  const named = (given: string): string =>
    maskText(
      [given, picker === null ? '' : baseData.nameOf(picker, given, result.facts.orgNumber)].filter(Boolean).join(' '),
    );
  const values = paths.map((path) => valueAt(result, path));
  const now = [...new Set(values.map((each) => (each === null ? '—' : named(each))))].join('、').slice(0, 300);
  if (value === null) return { ...none, now, outcome: 'open', why: '' };
  const to = named(value);
  if (values.every((each) => each === value)) return { ...none, now, to, outcome: 'same', why: '已经是，不变' };
  const hand = paths.find((path) => bill.locks[path] !== undefined && bill.lockedBy[path] !== by.userId);
  if (hand !== undefined) return { ...none, now, to, outcome: 'locked', why: '别人在这张单据上改过，不改' };
  for (const path of paths) checkedTarget(path, value, result, baseData, basis.scheme.content);
  const locks = { ...bill.locks, ...Object.fromEntries(paths.map((path) => [path, value])) };
  const lockedOn = Object.fromEntries(Object.entries(bill.lockedOn).filter(([path]) => !paths.includes(path)));
  const after = mapBill({ ...bill, locks, lockedOn }, basis).result;
  const before = new Set(result.issues.map(worded).map(({ path, message }) => `${path} ${message}`));
  const worse = after.issues
    .map(worded)
    .find(({ level, path, message }) => level === 'red' && !before.has(`${path} ${message}`));
  if (worse) return { ...none, now, to, outcome: 'left', why: asClause(maskText(worse.message)) };
  const voids = bill.approvedHash !== null && after.hash !== bill.approvedHash;
  return { outcome: 'change', why: '', now, to, voids, paths };
}

function valueAt({ fields: { header, rows } }: MappingResult, path: string): string | null {
  const name = path.slice(path.indexOf('.') + 1);
  if (path.startsWith('header.')) return header[name] ?? null;
  return rows[Number(/^rows\[(\d+)\]/.exec(path)?.[1])]?.fields[name] ?? null;
}
