import type { BillStateKind } from '@dingdee/shared/bill-state';
import { MAY_LAND } from '../../domain/bill/bill-state.js';

export const DAY_MS = 86_400_000;

/** States in which Kingdee holds a bill of ours, or held it. A failed bill counts only if reached ≠ none. */
export const WATCHED: readonly BillStateKind[] = ['booked', 'written-back', 'reversal-needed', 'failed'];

/**
 * Returns the time of the next look. Most changes come soon: every interval on the first day, every 4 intervals in the first week,
 * every 24 after it (by default 15 min, 1 h, 6 h). Times are whole multiples of the pause, so that bills fall due together and share a
 * query.
 * @param from start of the watch.
 * @returns Unix ms; null when the days are over. A bill that still waits for a decision has no last day.
 */
export function nextWatchAt(
  kind: BillStateKind,
  from: number,
  now: number,
  { intervalMs, days }: { intervalMs: number; days: number },
): number | null {
  const age = now - from;
  const ends = kind === 'booked' || kind === 'written-back' || MAY_LAND.includes(kind);
  if (age >= days * DAY_MS && ends) return null;
  const pause = intervalMs * (age < DAY_MS ? 1 : age < 7 * DAY_MS ? 4 : 24);
  return (Math.floor(now / pause) + 1) * pause;
}
