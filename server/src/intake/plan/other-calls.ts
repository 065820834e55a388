import { callsForFiles } from '../../bill/file/calls-for-files.js';

const DAY_MS = 86_400_000;
/** What an approval itself costs is in its form's load; a back-fill is done once and says nothing of the days to come. */
const OF_APPROVALS: readonly string[] = ['list', 'look-back', 'detail', 'event', 'comment', 'recheck', 'back-fill'];
/** Files are opened by people, who may be many on one morning: before a week is over that says nothing of an average day. */
const LEAST_DAYS = 7;

/**
 * Calls a day, for the rest of the month, beside those that approvals cost. Files are counted only as far as they may still be opened.
 * @param from begin of the month, `to` its end, Unix ms. @param byPurpose calls of the month so far, `used` all of them.
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
