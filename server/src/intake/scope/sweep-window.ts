export const DAY_MS = 86_400_000;
/** One query may cover 120 days and start 365 days back (dingtalk.md §3); an hour is left for clocks that differ. */
const WIDEST_MS = 120 * DAY_MS;
const OLDEST_MS = 365 * DAY_MS - 3_600_000;
/** A look-back that begins a little earlier than usual asks for it in the same breath; more is owed and listed piece by piece. */
const SMALL_MS = DAY_MS;
/** Launches of a week are listed at a time of what is owed: after each the budget is looked at, and a break costs no more than that. */
const PIECE_MS = 7 * DAY_MS;
/** How often launches older than a look-back covers are listed again. */
export const LONG_SWEEP_EVERY_MS = 30 * DAY_MS;

/** Launch times, both ends included, Unix milliseconds. */
export interface SweepWindow {
  from: number;
  to: number;
}

/** What the sweeps over a scheme have covered so far; null where there was none. */
export interface Coverage {
  /** Launches up to here have been seen by a head sweep or a look-back. */
  headUntil: number | null;
  /** The oldest launch that was ever covered: what is older belongs to the time before the scheme, unless it says from which day it collects. */
  sweptFrom: number | null;
  /** When the last look-back that came through began: it saw what had finished by then. */
  lookBackUntil: number | null;
  /** Older launches that are still to be listed. */
  owed: SweepWindow | null;
  /** When such launches were last listed for what finishes late. */
  longSweepAt: number | null;
}

export interface SweepRules {
  overlapMs: number;
  lookBackDays: number;
  longLookBackDays: number;
  /** How far back a head sweep lists at least. */
  headReachMs?: number;
  /** From when finished approvals are collected, where the scheme says so: what was launched long before may still pass after. */
  since?: number | null;
}

/** Clocks of two processes may differ by so much. */
const SKEW_MS = 10 * 60_000;
/** A mark far in the future was set by a clock that was wrong: what it says is not known. */
const known = (mark: number | null, now: number): number | null =>
  mark !== null && mark > now + SKEW_MS ? null : mark;

/**
 * Launches since the high-water mark, a little overlapped, and those of the days before that fit on its page; all that a look-back
 * covers where there is no mark yet.
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

/** Whether launches of more than a turn have been listed by nobody yet: the calls were used up, or the program was down. */
export const isBehind = (headUntil: number | null, now: number, turnMs: number | null): headUntil is number =>
  turnMs !== null && known(headUntil, now) !== null && headUntil !== null && now - headUntil > turnMs;

/**
 * As of when a sweep lists that catches up in turns: a head sweep the launches of one turn more, a look-back those that were listed
 * before. So the oldest are read first, also where the calls do not last for all of them.
 */
export const asOfTurn = (kind: 'head' | 'look-back', headUntil: number, now: number, turnMs: number): number =>
  kind === 'head' ? Math.min(headUntil + turnMs, now) : headUntil;

/** All launches that may still have finished late, and at least what a head sweep would cover. */
export function lookBackWindow(
  headUntil: number | null,
  now: number,
  rules: Pick<SweepRules, 'overlapMs' | 'lookBackDays'>,
): SweepWindow {
  const from = Math.min(now - rules.lookBackDays * DAY_MS, headWindow(headUntil, now, rules).from);
  return { from: Math.max(from, now - OLDEST_MS), to: now };
}

/**
 * What a look-back lists at once, and how the coverage stands once that came through. Whatever could finish since the last one that
 * came through is listed again: launches since `lookBackDays` before that one, not before now. What of it lies far back is owed, and
 * once a month all launches of `longLookBackDays`, for approvals that take longer.
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
  // What finished before that day is 期初, so older launches may be looked at without paying anything twice.
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

/** How often older launches than the sweeps cover are looked through for what has ended, as long as one of them is running. */
export const OLDER_LOOK_EVERY_MS = 7 * DAY_MS;

/**
 * Launches from before what the sweeps of a scheme cover, as far back as DingTalk lists; null where there are none any more. It overlaps
 * what the first look-back covers, which begins a moment later.
 */
export function olderWindow(coverage: Coverage, now: number, rules: SweepRules): SweepWindow | null {
  const before = coverage.sweptFrom ?? planLookBack(now, coverage, rules).window.from;
  const window = { from: now - OLDEST_MS, to: before + SKEW_MS };
  return window.from < before ? window : null;
}

/** The next piece of what is owed, oldest first, and what is owed after it. */
export function nextPiece(owed: SweepWindow, now: number): { piece: SweepWindow; left: SweepWindow | null } {
  const from = Math.max(owed.from, now - OLDEST_MS);
  const to = Math.min(from + PIECE_MS - 1, owed.to);
  return { piece: { from, to }, left: to >= owed.to ? null : { from: to + 1, to: owed.to } };
}

/** In pieces that one query may cover, oldest first, without gaps. */
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
