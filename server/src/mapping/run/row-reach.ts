import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import type { RowScope } from '../../domain/draft/provenance.js';
import { overOn, type RowPlace } from '../../engine/rule/mapping-book.js';
import { type BillCondition, type DaySpan, withinSpans } from './bills-to-map.js';

/** Bills past the review: a change of a table does not affect them. */
export const APPROVED = `b.state_kind IN ('approved', 'pushing', 'in-doubt') OR (b.state_kind = 'failed' AND b.reached <> 'none')`;
export const BOOKED = `b.state_kind IN ('booked', 'written-back', 'reversal-needed')`;

const SCOPE_SQL: Readonly<Record<RowScope, string>> = {
  applicant: 'b.originator_userid = ?',
  department: '? IN (b.department, b.department_key)',
  form: 'b.scheme_id IN (SELECT s.id FROM scheme s WHERE s.process_code = ?)',
  company: '1 = 1',
};

/** @param days days of all rows at the place. @returns the days on which the row from `fromDay` counts. */
export const spanOf = (fromDay: string, days: readonly string[]): DaySpan => ({
  from: fromDay,
  until: overOn(fromDay, days),
});

/**
 * Returns the condition for bills that a row applies to. A row for one organisation applies to bills that asked from there.
 * @param spans days of bills on which it counts; absent: every day.
 */
export function reachOf(
  table: string,
  { key, orgNumber, scope, scopeValue }: RowPlace,
  spans: readonly DaySpan[] = [{ from: '', until: null }],
): BillCondition {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  if (orgNumber !== '') {
    conditions.push(
      'EXISTS (SELECT 1 FROM bill_lookup o WHERE o.bill_id = b.id AND o.table_code = ? AND o.lookup_key = ? AND o.org_number = ?)',
    );
    parameters.push(table, key, orgNumber);
  }
  const own = SCOPE_SQL[scope];
  if (scope !== 'company') parameters.push(scopeValue);
  const days = withinSpans(spans);
  if (days)
    return { sql: [...conditions, own, days.sql].join(' AND '), parameters: [...parameters, ...days.parameters] };
  return { sql: [...conditions, own].join(' AND '), parameters };
}

/** Counts bills in some states that asked a table for a key and meet a condition. */
export async function countBehind(
  db: Database,
  { table, key }: { table: string; key: string },
  states: string,
  only: BillCondition,
): Promise<CountAndSum> {
  const [row] = await db.query<Record<string, unknown>>(
    `SELECT COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${unknownOf('b.base_fen')} AS unknown_amounts FROM bill b WHERE (${states}) AND ${only.sql} AND b.id IN
     (SELECT l.bill_id FROM bill_lookup l WHERE l.table_code = ? AND l.lookup_key = ?)`,
    [...only.parameters, table, key],
  );
  return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
}
