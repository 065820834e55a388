import { beijingDate, dayStart } from '../../domain/beijing-time.js';
import { DAY_MS, type SweepWindow } from '../scope/sweep-window.js';

/** Launch days in Beijing, both included, "YYYY-MM-DD". */
export interface LaunchDays {
  from: string;
  to: string;
}

/** DingTalk lists launches of the last 365 days (dingtalk.md §3); a day is left, since the list goes on after midnight. */
export const OLDEST_DAYS = 363;
/** About so many approvals are listed between two marks: what a break costs to list again. */
const BETWEEN_MARKS = 200;
/** Where nothing is known of a form, and at most. */
const USUAL_DAYS = 7;
const MOST_DAYS = 31;

export const daysIn = ({ from, to }: LaunchDays): number => Math.round((dayStart(to) - dayStart(from)) / DAY_MS) + 1;

/** @param perDay launches on an average day, null where nobody knows. */
export const sliceDays = (perDay: number | null): number =>
  perDay === null
    ? USUAL_DAYS
    : Math.min(MOST_DAYS, Math.max(1, Math.floor(BETWEEN_MARKS / Math.max(perDay, BETWEEN_MARKS / MOST_DAYS))));

/** The next days to list, null once all are. @param listedUntil the last day that is done. */
export function nextDays(range: LaunchDays, listedUntil: string | null, slice: number): LaunchDays | null {
  const from = listedUntil === null ? range.from : beijingDate(dayStart(listedUntil) + DAY_MS);
  if (from > range.to) return null;
  const to = Math.min(dayStart(from) + (slice - 1) * DAY_MS, dayStart(range.to));
  return { from, to: beijingDate(to) };
}

export const windowOf = ({ from, to }: LaunchDays): SweepWindow => ({
  from: dayStart(from),
  to: dayStart(to) + DAY_MS - 1,
});
