import type { BookRow } from '../../engine/rule/mapping-book.js';
import type { DaySpan } from '../run/bills-to-map.js';
import { spanOf } from '../run/row-reach.js';

interface Row {
  [column: string]: unknown;
}

/** A row's place without its day (organisation, key, scope and its value), and its day, "" without one. */
export interface Spotted {
  spot: string;
  fromDay: string;
}

export const spotted = ({ orgNumber, key, scope, scopeValue, fromDay = '' }: BookRow): Spotted => ({
  spot: JSON.stringify([orgNumber, key, scope, scopeValue]),
  fromDay,
});
/** The same of a stored row. */
export const spottedRow = (row: Row): Spotted => ({
  spot: JSON.stringify([row.org_number, row.row_key, row.scope, row.scope_value]),
  fromDay: String(row.from_day),
});

/** Returns the place of a row with its day, at which one current row stands. */
export const placeOf = ({ spot, fromDay }: Spotted): string => `${spot} ${fromDay}`;

/** Returns the days of bills that a change of these rows concerns, each span once. @param standing all rows at their places, after the change. */
export function spansOf(touched: readonly Spotted[], standing: Iterable<Spotted>): DaySpan[] {
  const days = new Map<string, string[]>();
  for (const { spot, fromDay } of standing) {
    const own = days.get(spot);
    if (own) own.push(fromDay);
    else days.set(spot, [fromDay]);
  }
  const spans = new Map<string, DaySpan>();
  for (const { spot, fromDay } of touched) {
    const span = spanOf(fromDay, days.get(spot) ?? []);
    spans.set(`${span.from} ${span.until}`, span);
  }
  return [...spans.values()];
}

/** Returns a row's day for the audit log and for answers; nothing for a row that always counts. */
export const dayIn = (fromDay = ''): { fromDay?: string } => (fromDay === '' ? {} : { fromDay });
