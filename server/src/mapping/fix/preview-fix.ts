import { FIX_SCOPES, type FixScope, type MappingFix, type MappingImpact, NOTHING } from '@dingdee/shared/mapping';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { Database } from '../../database/database.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { type BillCondition, BillsToMap } from '../run/bills-to-map.js';
import { mapBill } from '../run/map-one.js';
import { RemapTally } from '../run/remap-tally.js';
import { APPROVED, BOOKED, countBehind } from '../run/row-reach.js';
import { FixTarget, inScope, type ResolvedFix, rowOf } from './fix-target.js';

/** Previews a fix: counts and maps the affected bills without writing anything. */
@Injectable()
export class PreviewFix {
  constructor(
    private readonly db: Database,
    private readonly targets: FixTarget,
    private readonly bills: BillsToMap,
    private readonly schemes: SchemeStore,
  ) {}

  /** Returns the effect of a fix. Refuses the same cases as saving it. */
  async run(fix: MappingFix): Promise<MappingImpact> {
    const resolved = await this.targets.resolve(fix);
    const scopes = await Promise.all(
      FIX_SCOPES.map(async (scope) => ({ scope, ...(await this.touched(resolved, scope)) })),
    );
    const tally = fix.scope === 'bill' ? this.tryLock(resolved) : await this.tryRow(resolved, fix.scope);
    const wide = fix.scope === 'bill' ? null : inScope(resolved, fix.scope);
    const { becameReady, stillMissing } = tally.answer(null, null);
    return {
      scopes,
      becomesReady: becameReady,
      stillMissing,
      untouchedApproved: wide ? await this.count(resolved, APPROVED, wide) : NOTHING,
      untouchedBooked: wide ? await this.count(resolved, BOOKED, wide) : NOTHING,
      // A fix of this bill alone has nothing to compare.
      otherReasons: wide ? await this.count(resolved, REMAPPED_STATES, elsewhere(resolved, wide)) : NOTHING,
    };
  }

  /** Returns the bills that a fix of this scope would map anew: the number on its button. */
  async touched(resolved: ResolvedFix, scope: FixScope): Promise<CountAndSum> {
    if (scope === 'bill') {
      const { total } = resolved.before.facts;
      return { count: 1, amount: fromFen(total === null ? 0n : toFen(total)), ...unknownIn(total === null ? 1 : 0) };
    }
    return resolved.key === null ? NOTHING : this.count(resolved, REMAPPED_STATES, inScope(resolved, scope));
  }

  private async count({ key }: ResolvedFix, states: string, only: BillCondition): Promise<CountAndSum> {
    return key === null ? NOTHING : countBehind(this.db, key, states, only);
  }

  private tryLock({ bill, basis, paths, value }: ResolvedFix): RemapTally {
    const locks = { ...bill.locks, ...Object.fromEntries(paths.map((path) => [path, value])) };
    const tally = new RemapTally();
    // Locks are set on the rows as they are now.
    const lockedOn = Object.fromEntries(Object.entries(bill.lockedOn).filter(([path]) => !paths.includes(path)));
    tally.add(mapBill({ ...bill, locks, lockedOn }, basis).result, bill.ref);
    return tally;
  }

  private async tryRow(resolved: ResolvedFix, scope: Exclude<FixScope, 'bill'>): Promise<RemapTally> {
    const { key, basis } = resolved;
    const row = rowOf(resolved, scope);
    const tally = new RemapTally();
    const table = key && basis.book.get(key.table);
    if (!table) return tally;
    const book = new Map(basis.book).set(table.code, table.with(row));
    const only = inScope(resolved, scope);
    const condition = `(${REMAPPED_STATES}) AND ${only.sql} AND b.id IN (SELECT l.bill_id FROM bill_lookup l
      WHERE l.table_code = ? AND l.lookup_key = ?)`;
    const current = await this.schemes.currentVersions();
    for await (const ids of this.bills.where(condition, [...only.parameters, table.code, row.key]))
      for await (const group of this.bills.groups(ids)) {
        for (const bill of group) {
          const version = current.get(bill.schemeId) ?? bill.schemeVersion;
          const written = await this.schemes.version(bill.schemeId, version);
          const { content, form, writers } = written;
          const scheme = { id: bill.schemeId, version, content, form, writers };
          const formStops = await this.targets.stopsOf(bill, written);
          tally.add(mapBill(bill, { ...basis, book, scheme, formStops }).result, bill.ref);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    return tally;
  }
}

/** Restricts a condition to bills with another reason: they are not in the group that the person came from. */
const elsewhere = ({ key }: ResolvedFix, wide: BillCondition): BillCondition => ({
  sql: `${wide.sql} AND NOT (b.state_kind = 'needs-mapping' AND b.reason_key = ?)`,
  parameters: [...wide.parameters, `unmapped:${key?.table ?? ''}:${key?.key ?? ''}`.slice(0, 250)],
});
