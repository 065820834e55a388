import type { BillStateKind } from '@dingdee/shared/bill-state';
import { MAY_LAND } from '../../domain/bill/bill-state.js';

export const DAY_MS = 86_400_000;

/** States in which Kingdee holds a bill of ours, or held it. A failed one only with reached ≠ none. */
export const WATCHED: readonly BillStateKind[] = ['booked', 'written-back', 'reversal-needed', 'failed'];

/**
 * When Kingdee is asked again. Most changes come soon: every interval on the first day, every 4 in the first week, every 24 after
 * it (by default 15 min, 1 h, 6 h). Moments are whole multiples of the pause, so that bills fall due together and share a query.
 * @param from since when the bill is watched. @returns null when its days are over; what still waits for an end has no last day.
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
