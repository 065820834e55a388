import { beijingDate, dayStart } from '../../domain/beijing-time.js';
import { DAY_MS, type SweepWindow } from '../scope/sweep-window.js';

/** Launch days in Beijing time, both included, "YYYY-MM-DD". */
export interface LaunchDays {
  from: string;
  to: string;
}

/** DingTalk lists launches of the last 365 days (dingtalk.md §3); a margin is left, because the list may continue after midnight. */
export const OLDEST_DAYS = 363;
/** Number of approvals between two marks, roughly; an interruption costs listing them again. */
const BETWEEN_MARKS = 200;
/** Days of a piece if nothing is known of a form, and the most days of a piece. */
const USUAL_DAYS = 7;
const MOST_DAYS = 31;

export const daysIn = ({ from, to }: LaunchDays): number => Math.round((dayStart(to) - dayStart(from)) / DAY_MS) + 1;

/** Returns the number of days of a piece. @param perDay launches on an average day; null if unknown. */
export const sliceDays = (perDay: number | null): number =>
  perDay === null
    ? USUAL_DAYS
    : Math.min(MOST_DAYS, Math.max(1, Math.floor(BETWEEN_MARKS / Math.max(perDay, BETWEEN_MARKS / MOST_DAYS))));

/** Returns the next days to list; null once all are listed. @param listedUntil the last listed day; null before the first. */
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
