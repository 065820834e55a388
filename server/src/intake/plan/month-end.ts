import { DAY_MS, monthOf } from '../../domain/beijing-time.js';

const HOUR_MS = 3_600_000;
/**
 * The closing look-back begins at 07:30 of the month's last day: people can still push what it finds, with its comments, and within the
 * three hours in which nobody has to be asked again (decision 123).
 */
export const CLOSING_MS = 16.5 * HOUR_MS;
/** A look-back so shortly before stands for the closing one. */
const STANDS_FOR_MS = 12 * HOUR_MS;

/**
 * Returns when the next closing look-back is due, in Unix ms. It finds what finished late while the month's calls are still there: those
 * that are left are worth nothing when the next month begins. @param last start of the last look-back, in Unix ms.
 */
export function closingAfter(last: number): number {
  const own = monthOf(last, 1) - CLOSING_MS;
  return last < own - STANDS_FOR_MS ? own : monthOf(last, 2) - CLOSING_MS;
}

/** Returns whether this is the last day of a quota month. @param monthEnd when the next month begins, in Unix ms. */
export const isLastDay = (now: number, monthEnd: number): boolean => now >= monthEnd - DAY_MS;

/**
 * Returns when the next look-back is due, in Unix ms. The time until the closing one is cut into equal gaps of `everyMs` at most.
 * @param floorMs shortest gap, as set by an administrator.
 */
export function lookBackDueAt(last: number, everyMs: number, floorMs = 0): number {
  const span = closingAfter(last) - last;
  return last + Math.max(floorMs, span / Math.ceil(span / everyMs));
}

/** Counts the look-backs that `lookBackDueAt` makes due from `from` until `to`. `last` is the start of the last one, before and after. */
export function lookBacksIn(
  { from, to, last }: { from: number; to: number; last: number },
  everyMs: number,
  floorMs: number,
): { count: number; last: number } {
  const gap = lookBackDueAt(last, everyMs, floorMs) - last;
  const first = Math.max(from, last + gap);
  if (first >= to) return { count: 0, last };
  const more = Math.ceil((to - first) / gap) - 1;
  return { count: 1 + more, last: first + more * gap };
}

/**
 * Returns an interval in ms, `everyMs` or longer, at which only as many look-backs run until the closing one as `everyMs` pays for;
 * `mostMs` at most.
 */
export function wholeGaps(last: number, everyMs: number, mostMs: number): number {
  const span = closingAfter(last) - last;
  const paidFor = Math.floor(span / everyMs);
  return Math.min(mostMs, paidFor === 0 ? everyMs : span / paidFor);
}

/**
 * Estimates how many approvals have finished late since the last look-back and are not read yet. Head sweeps do not reach them, events may
 * have told of them.
 * @param before number of late finishers of the `beforeDays` before that look-back. @param read number of them read since.
 */
export function unreadOf(
  { before, beforeDays, read }: { before: number; beforeDays: number; read: number },
  sinceMs: number,
): number {
  return Math.max(0, ((before / beforeDays) * sinceMs) / DAY_MS - read);
}
