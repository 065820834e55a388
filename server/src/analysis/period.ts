import { beijingDate, beijingMonth, DAY_MS, dayStart, monthStart } from '../domain/beijing-time.js';
import { AnalysisMonthError } from './analysis.errors.js';

/** Days "YYYY-MM-DD", both included. */
export interface Days {
  from: string;
  to: string;
}
export interface Period extends Days {
  month: string;
  before: Days;
}

/**
 * Returns the days of a month until now, and the same days of the month before; for a past month, all days of both.
 * @param month "2026-11"; absent: this month. @param now Unix ms. @throws AnalysisMonthError for a month that has not begun.
 */
export function periodOf(month: string | undefined, now: number): Period {
  const wanted = month ?? beijingMonth(now);
  if (wanted > beijingMonth(now)) throw new AnalysisMonthError(wanted);
  const over = wanted < beijingMonth(now);
  const last = monthStart(wanted, 1) - DAY_MS;
  const to = over ? beijingDate(last) : beijingDate(now);
  const beforeMonth = monthBefore(wanted, 1);
  const endOfBefore = beijingDate(monthStart(wanted) - DAY_MS);
  const sameDay = `${beforeMonth}-${to.slice(8)}`;
  return {
    month: wanted,
    from: `${wanted}-01`,
    to,
    before: { from: `${beforeMonth}-01`, to: over || sameDay > endOfBefore ? endOfBefore : sameDay },
  };
}

/** "2026-11", 12 → "2025-11". */
export const monthBefore = (month: string, by: number): string => beijingMonth(monthStart(month, -by));

/** Unix ms: start of the first day, and end of the last day, exclusive. */
export const momentsOf = ({ from, to }: Days): readonly [number, number] => [dayStart(from), dayStart(to) + DAY_MS];
