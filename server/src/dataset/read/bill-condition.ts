import { all, wholeCondition } from '../../bill/selection/bill-filter.js';
import type { Viewer } from '../../bill/selection/clean-groups.js';
import { searchBills } from '../../bill/selection/search-bills.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { type Database, placeholders } from '../../database/database.js';
import type { Scope } from './scope.js';

/** Viewer for filters: a dataset has no filters that depend on a person. */
const NOBODY: Viewer = { userId: '', largeFen: 0n, askedBefore: 0, singlePerson: false };

/** Makes the condition on `bill`. It filters as the desk does, so that both give the same counts and sums. */
export async function billCondition(db: Database, { filter, orgs }: Scope, now = Date.now()): Promise<SqlCondition> {
  const { org: orgNumber, from: finishedFrom, to: finishedTo, ...rest } = filter;
  const wanted = { ...rest, orgNumber, finishedFrom, finishedTo };
  const said = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const asDesk = wholeCondition(said, now, NOBODY, await searchBills(db, filter.q));
  // A token reads only its own organisations.
  return orgs === null ? asDesk : all([asDesk, { sql: `org_number IN (${placeholders(orgs)})`, params: [...orgs] }]);
}
