import type { MappingFix, RemapResult, TakeBackFix } from '@dingdee/shared/mapping';
import type { CountAndSum } from '@dingdee/shared/page';
import { MAPPERS } from '@dingdee/shared/routes/who';
import { Inject, Injectable } from '@nestjs/common';
import { adminNames } from '../../access/member/members.js';
import { AccessRefusedError } from '../../access/role/access.errors.js';
import { AuditLog } from '../../audit/audit-log.js';
import { NO_FACTS, whyNot } from '../../bill/action/offered-actions.js';
import { refusalOf } from '../../bill/action/refuse-action.js';
import { reviewPolicy } from '../../bill/action/review-policy.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { writeLocks } from '../../bill/ledger/bill-locks.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { SelectionNotAsShownError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { MapBills, RemapTally } from '../run/map-bills.js';
import { mapBill } from '../run/map-one.js';
import { FixRefusedError } from '../run/mapping.errors.js';
import { MappingBooks } from '../run/mapping-books.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows, whyOf } from '../table/write-mapping-rows.js';
import { FixTarget, inScope, type ResolvedFix, rowOf } from './fix-target.js';
import { PreviewFix } from './preview-fix.js';

/** 修一次，记住: a value on this bill alone, or a row that is remembered for an applicant, department, form or everybody. */
@Injectable()
export class SaveFix {
  constructor(
    private readonly db: Database,
    private readonly targets: FixTarget,
    private readonly preview: PreviewFix,
    private readonly tables: MappingTables,
    private readonly rows: WriteMappingRows,
    private readonly mapping: MapBills,
    private readonly books: MappingBooks,
    private readonly ledger: BillLedger,
    private readonly audit: AuditLog,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BILL'>,
  ) {}

  /** @throws AccessRefusedError, BillRefusedError for a person's own bill, BillNotFoundError, StaleBillError, FixRefusedError, UnusableTargetError, SelectionNotAsShownError */
  async run(fix: MappingFix, by: Actor): Promise<RemapResult> {
    const remembers = MAPPERS.some((role) => by.roles.includes(role));
    if (fix.scope !== 'bill' && !remembers) throw new AccessRefusedError(MAPPERS, await adminNames(this.db));
    const resolved = await this.targets.resolve(fix);
    await this.mustFit(resolved.bill, by);
    if (fix.shown) await this.mustBeShown(resolved, fix.scope, fix.shown);
    return fix.scope === 'bill' ? this.lock(resolved, by) : this.remember(resolved, fix.scope, by);
  }

  /** @throws SelectionNotAsShownError where the scope has come to other bills than the button said. */
  private async mustBeShown(resolved: ResolvedFix, scope: MappingFix['scope'], shown: CountAndSum): Promise<void> {
    const now = await this.preview.touched(resolved, scope);
    if (now.count !== shown.count || now.amount !== shown.amount) throw new SelectionNotAsShownError(shown, now);
  }

  /**
   * 撤回改动: the values that this person set in one field of the bill go, and it is mapped anew.
   * @throws BillRefusedError for a person's own bill, BillNotFoundError, StaleBillError, FixRefusedError where they set none
   */
  async takeBack({ path, ...seen }: TakeBackFix, by: Actor): Promise<RemapResult> {
    const { bill, basis } = await this.targets.open(seen);
    await this.mustFit(bill, by);
    const mine = ([each]: [string, string]) => fieldOf(each) === fieldOf(path) && bill.lockedBy[each] === by.userId;
    const paths = Object.entries(bill.locks)
      .filter(mine)
      .map(([each]) => each);
    if (paths.length === 0)
      throw new FixRefusedError('这里没有你改过的值，没有可以撤回的。别人改的，由改的人撤回，或者改成对的值。', {
        path,
      });
    const locks = Object.fromEntries(Object.entries(bill.locks).filter(([each]) => !paths.includes(each)));
    const action = 'take-back-value';
    return this.rewrite({ bill, basis, locks, paths }, by, { action, why: `${by.name} 撤回了对这张单据的改动` });
  }

  /** @throws BillRefusedError as it is not offered. That it is closed was said when it was opened. */
  private async mustFit({ ref, ...known }: ResolvedFix['bill'], actor: Actor): Promise<void> {
    const { id, kind, reached } = ref;
    const bill = { ...known, id, kind, reached, approvedBy: null, baseFen: null };
    const policy = reviewPolicy(this.settings);
    const why = whyNot('fix', bill, actor, NO_FACTS, policy);
    if (why !== null) throw await refusalOf(this.db.read, why, { action: 'fix', bill, actor, policy });
  }

  private lock({ bill, basis, paths, value, before }: ResolvedFix, by: Actor): Promise<RemapResult> {
    const locks = { ...bill.locks, ...Object.fromEntries(paths.map((path) => [path, value])) };
    const lockedBy = { ...bill.lockedBy, ...Object.fromEntries(paths.map((path) => [path, by.userId])) };
    const detail = { to: value, was: paths.map((path) => valueAt(before.fields, path)) };
    const change = { bill: { ...bill, lockedBy }, basis, locks, paths, value };
    return this.rewrite(change, by, { action: 'lock-value', why: `${by.name} 改了这张单据`, detail });
  }

  /** Locks and new content in one transaction; a table that changed meanwhile makes the person look again. */
  private async rewrite(
    { bill, basis, locks, paths, value }: Pick<ResolvedFix, 'bill' | 'basis' | 'paths'> & Relocked,
    by: Actor,
    { action, why, detail }: { action: string; why: string; detail?: object },
  ): Promise<RemapResult> {
    const { result } = mapBill({ ...bill, locks: inOrder(locks) }, basis);
    const done = await this.db.inTransaction(async (tx) => {
      if (!(await this.books.isCurrent(tx, basis.book))) throw new StaleBillError(bill.ref.id);
      await writeLocks(tx, bill.ref.id, paths, value, by);
      const applied = { bill: bill.ref, approvedHash: bill.approvedHash, result, why };
      const done = await this.ledger.applyMapping(tx, [applied], by);
      if (done.stale.length > 0) throw new StaleBillError(bill.ref.id);
      await this.audit.append(tx, by, [
        { action, subjectKind: 'bill', subjectId: bill.ref.id, detail: { paths, ...detail } },
      ]);
      return done;
    });
    const tally = new RemapTally();
    tally.add(result);
    tally.voided = done.voided.length;
    return tally.answer(null, null);
  }

  private async remember(
    resolved: ResolvedFix,
    scope: Exclude<MappingFix['scope'], 'bill'>,
    by: Actor,
  ): Promise<RemapResult> {
    const row = rowOf(resolved, scope);
    const table = await this.tables.table(resolved.key?.table ?? '');
    const { ref } = resolved.bill;
    const saved = await this.db.inTransaction(async (tx) => {
      const seen: { version: unknown }[] = await tx.query('SELECT version FROM bill WHERE id = ?', [ref.id]);
      if (readInt(seen[0]?.version) !== ref.version) throw new StaleBillError(ref.id);
      return this.rows.write(tx, table, [row], by);
    });
    if (saved.keys.length === 0) return new RemapTally().answer(table.code, saved.revision);
    const touched = { table: table.code, keys: [row.key], only: inScope(resolved, scope) };
    const tally = await this.mapping.remap(touched, whyOf(table, [row.keyLabel || row.key]), by);
    return tally.answer(table.code, saved.revision);
  }
}

/** As they are read back, so that the citations are the same text at every mapping. */
const inOrder = (locks: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(locks).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The locks as they are to be; `value`: what these paths are set to, undefined where their locks go. */
interface Relocked {
  locks: Readonly<Record<string, string>>;
  value?: string;
}

/** "rows[2].oppositeAccount" → "oppositeAccount" */
const fieldOf = (path: string): string => path.slice(path.indexOf('.') + 1);

interface Fields {
  header: Readonly<Record<string, string>>;
  rows: readonly { fields: Readonly<Record<string, string>> }[];
}

function valueAt({ header, rows }: Fields, path: string): string | null {
  const name = fieldOf(path);
  if (path.startsWith('header.')) return header[name] ?? null;
  return rows[Number(/^rows\[(\d+)\]/.exec(path)?.[1])]?.fields[name] ?? null;
}
