const DAY_MS = 86_400_000;
/** One query may cover 120 days and start 365 days back (dingtalk.md §3); an hour is left for clocks that differ. */
const WIDEST_MS = 120 * DAY_MS;
const OLDEST_MS = 365 * DAY_MS - 3_600_000;

/** Launch times, both ends included, Unix milliseconds. */
export interface SweepWindow {
  from: number;
  to: number;
}

/** Launches since the high-water mark, a little overlapped; all that a look-back covers where there is no mark yet. */
export function headWindow(
  headUntil: number | null,
  now: number,
  rules: { overlapMs: number; lookBackDays: number },
): SweepWindow {
  const from = headUntil === null ? now - rules.lookBackDays * DAY_MS : headUntil - rules.overlapMs;
  return { from: Math.max(from, now - OLDEST_MS), to: now };
}

/** All launches that may still have finished late, and at least what a head sweep would cover. */
export function lookBackWindow(
  headUntil: number | null,
  now: number,
  rules: { overlapMs: number; lookBackDays: number },
): SweepWindow {
  const from = Math.min(now - rules.lookBackDays * DAY_MS, headWindow(headUntil, now, rules).from);
  return { from: Math.max(from, now - OLDEST_MS), to: now };
}

/** In pieces that one query may cover, oldest first, without gaps. */
export function slices({ from, to }: SweepWindow): SweepWindow[] {
  const pieces: SweepWindow[] = [];
  for (let start = from; start <= to; start += WIDEST_MS)
    pieces.push({ from: start, to: Math.min(start + WIDEST_MS - 1, to) });
  return pieces;
}
