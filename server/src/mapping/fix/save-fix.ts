import type { MappingFix, RemapResult, TakeBackFix } from '@dingdee/shared/mapping';
import type { CountAndSum } from '@dingdee/shared/page';
import { MAPPERS } from '@dingdee/shared/routes/who';
import { Injectable } from '@nestjs/common';
import { adminNames } from '../../access/member/members.js';
import { AccessRefusedError } from '../../access/role/access.errors.js';
import { BillSelections } from '../../bill/selection/bill-selections.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { SelectionNotAsShownError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { twinPath } from '../../engine/rule/twins.js';
import { MapBills } from '../run/map-bills.js';
import { FixRefusedError } from '../run/mapping.errors.js';
import { RemapTally } from '../run/remap-tally.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows, whyOf } from '../table/write-mapping-rows.js';
import { FixTarget, inScope, type ResolvedFix, rowOf } from './fix-target.js';
import { PreviewFix } from './preview-fix.js';
import { RelockBill, twinsOn } from './relock-bill.js';

/** Saves a fix（修一次，记住）: a value on this bill alone, or a row that is remembered for an applicant, department, form or everybody. */
@Injectable()
export class SaveFix {
  constructor(
    private readonly db: Database,
    private readonly targets: FixTarget,
    private readonly preview: PreviewFix,
    private readonly tables: MappingTables,
    private readonly rows: WriteMappingRows,
    private readonly mapping: MapBills,
    private readonly relock: RelockBill,
    private readonly selections: BillSelections,
  ) {}

  /** @throws AccessRefusedError, BillRefusedError for a person's own bill, BillNotFoundError, StaleBillError, FixRefusedError, UnusableTargetError, SelectionNotAsShownError */
  async run(fix: MappingFix, by: Actor): Promise<RemapResult> {
    const remembers = MAPPERS.some((role) => by.roles.includes(role));
    if (fix.scope !== 'bill' && !remembers) throw new AccessRefusedError(MAPPERS, await adminNames(this.db));
    const resolved = await this.targets.resolve(fix);
    await this.relock.mustFit(resolved.bill, by);
    if (fix.shown) await this.mustBeShown(resolved, fix.scope, fix.shown);
    return fix.scope === 'bill' ? this.lock(resolved, by) : this.remember(resolved, fix.scope, by);
  }

  /** @throws SelectionNotAsShownError if the scope now contains other bills than the button said. */
  private async mustBeShown(resolved: ResolvedFix, scope: MappingFix['scope'], shown: CountAndSum): Promise<void> {
    const now = await this.preview.touched(resolved, scope);
    if (now.count !== shown.count || now.amount !== shown.amount) throw new SelectionNotAsShownError(shown, now);
  }

  /**
   * Removes the values that this person set in one field of the bill（撤回改动）, and maps it anew.
   * @throws BillRefusedError for a person's own bill, BillNotFoundError, StaleBillError, FixRefusedError if they set none
   */
  async takeBack({ path, ...seen }: TakeBackFix, by: Actor): Promise<RemapResult> {
    const { bill, basis } = await this.targets.open(seen);
    await this.relock.mustFit(bill, by);
    // The twin field is removed with it.
    const fields = [path, twinPath(twinsOn(basis), path) ?? path].map(fieldOf);
    const mine = ([each]: [string, string]) => fields.includes(fieldOf(each)) && bill.lockedBy[each] === by.userId;
    const paths = Object.entries(bill.locks)
      .filter(mine)
      .map(([each]) => each);
    if (paths.length === 0)
      throw new FixRefusedError('这里没有你改过的值，没有可以撤回的。别人改的，由改的人撤回，或者改成对的值。', {
        path,
      });
    const values = new Map(paths.map((each) => [each, undefined]));
    const why = `${by.name} 撤回了对这张单据的改动`;
    return this.relock.run({ bill, basis, values }, by, { action: 'take-back-value', why });
  }

  private lock({ bill, basis, paths, value, before }: ResolvedFix, by: Actor): Promise<RemapResult> {
    const detail = { to: value, was: paths.map((path) => valueAt(before.fields, path)) };
    const values = new Map(paths.map((path) => [path, value]));
    return this.relock.run({ bill, basis, values }, by, {
      action: 'lock-value',
      why: `${by.name} 改了这张单据`,
      detail,
    });
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
      return this.rows.write(tx, table, [row], by, { way: 'remember' });
    });
    if (saved.keys.length === 0) return new RemapTally().answer(table.code, saved.revision);
    const touched = { table: table.code, keys: [row.key], only: inScope(resolved, scope) };
    const tally = await this.mapping.remap(touched, whyOf(table, [row.keyLabel || row.key]), by);
    const released = await this.selections.keep(tally.released, by);
    return { ...tally.answer(table.code, saved.revision), ...(released ? { released } : {}) };
  }
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
