export const DAY_MS = 86_400_000;
/** One query may cover 120 days and start 365 days back (dingtalk.md §3); one hour is left for clocks that differ. */
const WIDEST_MS = 120 * DAY_MS;
const OLDEST_MS = 365 * DAY_MS - 3_600_000;
/** A gap up to this size is listed within the look-back itself; a larger one is owed and listed piece by piece. */
const SMALL_MS = DAY_MS;
/** Owed launches are listed a week at a time. The budget is checked after each week, and an interruption costs no more than one. */
const PIECE_MS = 7 * DAY_MS;
/** How often launches older than a look-back covers are listed again. */
export const LONG_SWEEP_EVERY_MS = 30 * DAY_MS;

/** Launch times, both ends included, Unix milliseconds. */
export interface SweepWindow {
  from: number;
  to: number;
}

/** The launches that sweeps have covered so far, in Unix ms; a field is null without such a sweep. */
export interface Coverage {
  /** Launches up to this time have been seen by a head sweep or a look-back. */
  headUntil: number | null;
  /** The oldest launch time that was ever covered. Older launches belong to the time before the scheme, unless the scheme has a first day. */
  sweptFrom: number | null;
  /** Start of the last completed look-back; it saw everything that had finished by then. */
  lookBackUntil: number | null;
  /** Older launches that still have to be listed; null if none are owed. */
  owed: SweepWindow | null;
  /** Time of the last long sweep, which lists old launches for approvals that finish late. */
  longSweepAt: number | null;
}

export interface SweepRules {
  overlapMs: number;
  lookBackDays: number;
  longLookBackDays: number;
  /** Shortest reach of a head sweep, in ms. */
  headReachMs?: number;
  /** Time from which finished approvals are collected, if the scheme has a first day; an approval launched long before may still pass after it. */
  since?: number | null;
}

/** Largest expected difference between the clocks of two processes, in ms. */
const SKEW_MS = 10 * 60_000;
/** Returns the mark; null for a mark far in the future, which a wrong clock has set. */
const known = (mark: number | null, now: number): number | null =>
  mark !== null && mark > now + SKEW_MS ? null : mark;

/**
 * Returns the window of a head sweep: launches since the high-water mark with a small overlap, and launches of the days before that fit on
 * its page. Without a mark it covers the range of a look-back.
 */
export function headWindow(
  headUntil: number | null,
  now: number,
  rules: Pick<SweepRules, 'overlapMs' | 'lookBackDays' | 'headReachMs'>,
): SweepWindow {
  const mark = known(headUntil, now);
  const since = mark === null ? now - rules.lookBackDays * DAY_MS : Math.min(mark, now) - rules.overlapMs;
  const from = Math.min(since, now - (rules.headReachMs ?? 0));
  return { from: Math.max(from, now - OLDEST_MS), to: now };
}

/** Returns whether more than one turn of launches has not been listed yet, because the calls were used up or the program was down. */
export const isBehind = (headUntil: number | null, now: number, turnMs: number | null): headUntil is number =>
  turnMs !== null && known(headUntil, now) !== null && headUntil !== null && now - headUntil > turnMs;

/**
 * Returns the time up to which a catching-up sweep lists: a head sweep lists one turn more, a look-back only what was listed before. So the
 * oldest launches are read first, even if the calls do not last for all.
 */
export const asOfTurn = (kind: 'head' | 'look-back', headUntil: number, now: number, turnMs: number): number =>
  kind === 'head' ? Math.min(headUntil + turnMs, now) : headUntil;

/** Returns the window of a first look-back: all launches that may still finish late, and at least the range of a head sweep. */
export function lookBackWindow(
  headUntil: number | null,
  now: number,
  rules: Pick<SweepRules, 'overlapMs' | 'lookBackDays'>,
): SweepWindow {
  const from = Math.min(now - rules.lookBackDays * DAY_MS, headWindow(headUntil, now, rules).from);
  return { from: Math.max(from, now - OLDEST_MS), to: now };
}

/**
 * Returns what a look-back lists at once, and the coverage after it has completed. It lists again whatever could have finished since the
 * last completed look-back, i.e. launches since `lookBackDays` before that one, not before now. The part of it that lies far back is owed;
 * once a month all launches of `longLookBackDays` are owed, for slower approvals.
 */
export function planLookBack(
  now: number,
  coverage: Coverage,
  rules: SweepRules,
): { window: SweepWindow; after: Coverage } {
  const span = rules.lookBackDays * DAY_MS;
  const last = coverage.lookBackUntil === null ? null : Math.min(coverage.lookBackUntil, now);
  const head = headWindow(coverage.headUntil, now, rules);
  const window = last === null ? lookBackWindow(coverage.headUntil, now, rules) : { from: now - span, to: now };
  const since = last === null ? window.from : Math.min(last - span, head.from);
  let { owed } = coverage;
  if (since < window.from) {
    if (owed === null && window.from - since <= SMALL_MS) window.from = Math.max(since, now - OLDEST_MS);
    else owed = hull(owed, { from: since, to: window.from - 1 });
  }
  const lastLong = known(coverage.longSweepAt, now);
  const long = lastLong !== null && now - lastLong >= LONG_SWEEP_EVERY_MS;
  const oldest = now - rules.longLookBackDays * DAY_MS;
  if (long && oldest < window.from) owed = hull(owed, { from: oldest, to: window.from - 1 });
  // Approvals that finished before the first day are 期初, so listing older launches pays nothing twice.
  if (last === null && rules.since != null && oldest < window.from)
    owed = hull(owed, { from: oldest, to: window.from - 1 });
  const sweptFrom = Math.min(coverage.sweptFrom ?? window.from, window.from);
  const first = rules.since == null ? sweptFrom : Math.min(sweptFrom, rules.since - rules.longLookBackDays * DAY_MS);
  return {
    window,
    after: {
      headUntil: now,
      sweptFrom,
      lookBackUntil: Math.max(known(coverage.lookBackUntil, now) ?? now, now),
      owed: within(owed, Math.max(first, now - OLDEST_MS)),
      longSweepAt: long || lastLong === null ? now : lastLong,
    },
  };
}

/** Interval in ms at which launches older than the swept range are checked for an end, as long as one of them is running. */
export const OLDER_LOOK_EVERY_MS = 7 * DAY_MS;

/**
 * Returns the launches before the swept range, as far back as DingTalk lists; null if there are none. It overlaps the
 * first look-back, which begins a moment later.
 */
export function olderWindow(coverage: Coverage, now: number, rules: SweepRules): SweepWindow | null {
  const before = coverage.sweptFrom ?? planLookBack(now, coverage, rules).window.from;
  const window = { from: now - OLDEST_MS, to: before + SKEW_MS };
  return window.from < before ? window : null;
}

/** Returns the next owed piece, oldest first, and what is owed after it (null if nothing). */
export function nextPiece(owed: SweepWindow, now: number): { piece: SweepWindow; left: SweepWindow | null } {
  const from = Math.max(owed.from, now - OLDEST_MS);
  const to = Math.min(from + PIECE_MS - 1, owed.to);
  return { piece: { from, to }, left: to >= owed.to ? null : { from: to + 1, to: owed.to } };
}

/** Splits a window into pieces that one query may cover, oldest first, without gaps. */
export function slices({ from, to }: SweepWindow): SweepWindow[] {
  const pieces: SweepWindow[] = [];
  for (let start = from; start <= to; start += WIDEST_MS)
    pieces.push({ from: start, to: Math.min(start + WIDEST_MS - 1, to) });
  return pieces;
}

const hull = (one: SweepWindow | null, other: SweepWindow): SweepWindow =>
  one === null ? other : { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };

const within = (window: SweepWindow | null, from: number): SweepWindow | null =>
  window === null || window.to < from ? null : { from: Math.max(window.from, from), to: window.to };
