import type { DatasetFilter, DatasetTotals } from '@dingdee/shared/data-export';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { placeholders } from '../../database/database.js';
import { DAY_MS, dayStart } from '../../domain/beijing-time.js';
import type { Row } from './cells.js';

/** What is asked for, and for whom. */
export interface Scope {
  filter: DatasetFilter;
  /** Numbers of the organisations to which a token is bound; null: all. */
  orgs: readonly string[] | null;
  /** Account numbers in full. */
  fullAccounts: boolean;
}

/** Rows in the order of a key that never changes, so that pages neither repeat nor pass over one. */
export interface RowSource {
  /** @param after key of the last row that was read; null: from the beginning. @param limit rows at most. @returns `last`: where to go on, null at the end. */
  page(scope: Scope, after: string | null, limit: number): Promise<{ rows: Row[]; last: string | null }>;
  /** Of the whole filter, by SQL. */
  totals(scope: Scope): Promise<DatasetTotals>;
}

/** Both days of the filter, as a range of a column of moments. */
export function withinDays({ from, to }: DatasetFilter, column: string): SqlCondition[] {
  return [
    ...(from === undefined ? [] : [{ sql: `${column} >= ?`, params: [dayStart(from)] }]),
    ...(to === undefined ? [] : [{ sql: `${column} < ?`, params: [dayStart(to) + DAY_MS] }]),
  ];
}

/** The organisation of the filter, and those of the token. @param test a condition on `column` with one list for its `IN`. */
export function ofOrganisations({ filter, orgs }: Scope, test: (list: string) => string): SqlCondition[] {
  return [
    ...(filter.org === undefined ? [] : [{ sql: test('?'), params: [filter.org] }]),
    ...(orgs === null ? [] : [{ sql: test(placeholders(orgs)), params: [...orgs] }]),
  ];
}

/** Behind the last row of a page. */
export const behindKey = (column: string, after: string | null): SqlCondition[] =>
  after === null ? [] : [{ sql: `${column} > ?`, params: [after] }];
