import { callsForFiles } from '../../bill/file/calls-for-files.js';

const DAY_MS = 86_400_000;
/**
 * Purposes that are not counted here: the cost of approvals is in the load of their form, and a back-fill happens
 * once and says nothing about the days to come.
 */
const OF_APPROVALS: readonly string[] = ['list', 'look-back', 'detail', 'event', 'comment', 'recheck', 'back-fill'];
/** Shortest period for a daily average: people may open many files on one morning, which says nothing about an average day. */
const LEAST_DAYS = 7;

/** Returns the expected calls a day of other apps, from those of this month so far. @param from start of the month, Unix ms. */
export const othersPerDay = ({ calls, at }: { calls: number; at: number }, from: number): number =>
  calls / Math.max(LEAST_DAYS, (at - from) / DAY_MS);

/**
 * Returns the expected calls a day for the rest of the month, beside the cost of approvals. Files count only as far as they may still be opened.
 * @param from start of the month, `to` its end, Unix ms. @param byPurpose calls of the month so far by purpose, `used` all of them.
 */
export function otherPerDay({
  now,
  from,
  to,
  limit,
  used,
  byPurpose,
}: {
  now: number;
  from: number;
  to: number;
  limit: number;
  used: number;
  byPurpose: Readonly<Record<string, number>>;
}): number {
  const days = Math.max(LEAST_DAYS, (now - from) / DAY_MS);
  const daysLeft = Math.max(1, (to - now) / DAY_MS);
  return Object.entries(byPurpose).reduce((sum, [purpose, n]) => {
    if (OF_APPROVALS.includes(purpose)) return sum;
    const most = purpose === 'file' ? callsForFiles(limit, used) / daysLeft : Number.POSITIVE_INFINITY;
    return sum + Math.min(n / days, most);
  }, 0);
}
