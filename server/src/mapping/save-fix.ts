import type { MappingFix, RemapResult } from '@dingdee/shared/mapping';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessRefusedError } from '../access/access.errors.js';
import type { Actor } from '../access/actor.js';
import { adminNames } from '../access/members.js';
import { AuditLog } from '../audit/audit-log.js';
import { BillRefusedError, SelectionNotAsShownError, StaleBillError } from '../bill/bill.errors.js';
import { BillLedger } from '../bill/bill-ledger.js';
import { fixRefusal } from '../bill/review-rules.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { readInt } from '../database/columns.js';
import { Database, insertRows, placeholders } from '../database/database.js';
import { FixTarget, inScope, type ResolvedFix, rowOf } from './fix-target.js';
import { MapBills, RemapTally } from './map-bills.js';
import { mapBill } from './map-one.js';
import { MappingBooks } from './mapping-books.js';
import { MappingTables } from './mapping-tables.js';
import { PreviewFix } from './preview-fix.js';
import { WriteMappingRows, whyOf } from './write-mapping-rows.js';

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
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /** @throws AccessRefusedError, BillRefusedError for a person's own bill, BillNotFoundError, StaleBillError, FixRefusedError, UnusableTargetError, SelectionNotAsShownError */
  async run(fix: MappingFix, by: Actor): Promise<RemapResult> {
    const remembers = by.roles.includes('mapper') || by.roles.includes('admin');
    if (fix.scope !== 'bill' && !remembers)
      throw new AccessRefusedError(['mapper', 'admin'], await adminNames(this.db));
    const resolved = await this.targets.resolve(fix);
    const refusal = fixRefusal(resolved.bill, by, { singlePerson: this.settings.SINGLE_PERSON_MODE });
    if (refusal) throw new BillRefusedError(refusal.code, refusal.sentence);
    if (fix.shown) await this.mustBeShown(resolved, fix.scope, fix.shown);
    return fix.scope === 'bill' ? this.lock(resolved, by) : this.remember(resolved, fix.scope, by);
  }

  /** @throws SelectionNotAsShownError where the scope has come to other bills than the button said. */
  private async mustBeShown(resolved: ResolvedFix, scope: MappingFix['scope'], shown: CountAndSum): Promise<void> {
    const now = await this.preview.touched(resolved, scope);
    if (now.count !== shown.count || now.amount !== shown.amount) throw new SelectionNotAsShownError(shown, now);
  }

  /** Lock and new content in one transaction; a table that changed meanwhile makes the person look again. */
  private async lock({ bill, basis, paths, value, before }: ResolvedFix, by: Actor): Promise<RemapResult> {
    const locks = { ...bill.locks, ...Object.fromEntries(paths.map((path) => [path, value])) };
    const lockedBy = { ...bill.lockedBy, ...Object.fromEntries(paths.map((path) => [path, by.userId])) };
    const { result } = mapBill({ ...bill, locks: inOrder(locks), lockedBy }, basis);
    const why = `${by.name} 改了这张单据`;
    const done = await this.db.inTransaction(async (tx) => {
      if (!(await this.books.isCurrent(tx, basis.book))) throw new StaleBillError(bill.ref.id);
      await writeLocks(tx, bill.ref.id, paths, value, by);
      const applied = { bill: bill.ref, approvedHash: bill.approvedHash, result, why };
      const done = await this.ledger.applyMapping(tx, [applied], by);
      if (done.stale.length > 0) throw new StaleBillError(bill.ref.id);
      const detail = { paths, to: value, was: paths.map((path) => valueAt(before.fields, path)) };
      await this.audit.append(tx, by, [{ action: 'lock-value', subjectKind: 'bill', subjectId: bill.ref.id, detail }]);
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

async function writeLocks(
  tx: EntityManager,
  billId: string,
  paths: readonly string[],
  value: string,
  by: Actor,
): Promise<void> {
  for (let start = 0; start < paths.length; start += 200) {
    const part = paths.slice(start, start + 200);
    await tx.query(`DELETE FROM bill_lock WHERE bill_id = ? AND path IN (${placeholders(part)})`, [billId, ...part]);
  }
  const now = Date.now();
  await insertRows(
    tx,
    'bill_lock',
    ['bill_id', 'path', 'value', 'actor', 'at'],
    paths.map((path) => [billId, path, value, by.userId, now]),
  );
}

interface Fields {
  header: Readonly<Record<string, string>>;
  rows: readonly { fields: Readonly<Record<string, string>> }[];
}

function valueAt({ header, rows }: Fields, path: string): string | null {
  const name = path.slice(path.indexOf('.') + 1);
  if (path.startsWith('header.')) return header[name] ?? null;
  return rows[Number(/^rows\[(\d+)\]/.exec(path)?.[1])]?.fields[name] ?? null;
}
