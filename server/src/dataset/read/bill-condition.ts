import { all, wholeCondition } from '../../bill/selection/bill-filter.js';
import type { Viewer } from '../../bill/selection/clean-groups.js';
import { searchBills } from '../../bill/selection/search-bills.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { type Database, placeholders } from '../../database/database.js';
import type { Scope } from './scope.js';

/** Groups of a person are no filter of a dataset: nobody in particular looks. */
const NOBODY: Viewer = { userId: '', largeFen: 0n, askedBefore: 0, singlePerson: false };

/** Which bills: what the desk filters by as the desk does it, so that both count and sum the same. On columns of `bill`. */
export async function billCondition(db: Database, { filter, orgs }: Scope, now = Date.now()): Promise<SqlCondition> {
  const { org: orgNumber, from: finishedFrom, to: finishedTo, ...rest } = filter;
  const wanted = { ...rest, orgNumber, finishedFrom, finishedTo };
  const said = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const asDesk = wholeCondition(said, now, NOBODY, await searchBills(db, filter.q));
  // A token reads of its organisations alone.
  return orgs === null ? asDesk : all([asDesk, { sql: `org_number IN (${placeholders(orgs)})`, params: [...orgs] }]);
}
