import type { DatasetFilter, DatasetTotals } from '@dingdee/shared/data-export';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { placeholders } from '../../database/database.js';
import { DAY_MS, dayStart } from '../../domain/beijing-time.js';
import type { Row } from './cells.js';

/** Filter and permissions of one read. */
export interface Scope {
  filter: DatasetFilter;
  /** Numbers of the organisations that a token may read; null: all. */
  orgs: readonly string[] | null;
  /** True to read account numbers in full. */
  fullAccounts: boolean;
}

/** Reads rows in the order of a stable key, so that pages neither repeat nor skip a row. */
export interface RowSource {
  /**
   * @param after key of the last row that was read; null: from the beginning. @param limit rows at most. @returns `last`: key to continue from, null
   * at the end.
   */
  page(scope: Scope, after: string | null, limit: number): Promise<{ rows: Row[]; last: string | null }>;
  /** Totals of the whole filter, by SQL. */
  totals(scope: Scope): Promise<DatasetTotals>;
}

/** Makes a range on a time column from the filter's first and last day. */
export function withinDays({ from, to }: DatasetFilter, column: string): SqlCondition[] {
  return [
    ...(from === undefined ? [] : [{ sql: `${column} >= ?`, params: [dayStart(from)] }]),
    ...(to === undefined ? [] : [{ sql: `${column} < ?`, params: [dayStart(to) + DAY_MS] }]),
  ];
}

/** Conditions for the filter's organisation and the token's organisations. @param test makes a condition from a list for `IN`. */
export function ofOrganisations({ filter, orgs }: Scope, test: (list: string) => string): SqlCondition[] {
  return [
    ...(filter.org === undefined ? [] : [{ sql: test('?'), params: [filter.org] }]),
    ...(orgs === null ? [] : [{ sql: test(placeholders(orgs)), params: [...orgs] }]),
  ];
}

/** Condition for rows after the last row of a page. */
export const behindKey = (column: string, after: string | null): SqlCondition[] =>
  after === null ? [] : [{ sql: `${column} > ?`, params: [after] }];
