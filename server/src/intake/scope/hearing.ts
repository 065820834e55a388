import { DAY_MS, LONG_SWEEP_EVERY_MS, type SweepRules, type SweepWindow } from './sweep-window.js';

/** One query may start 365 days back (dingtalk.md §3). */
const OLDEST_MS = 364 * DAY_MS;
/** Share of the month's calls that the search for cancellations of one disabled scheme may cost. */
const SHARE = 0.2;
const MONTH_MS = 30 * DAY_MS;

/**
 * Returns the launches among which an approval may be that was cancelled or changed since `last`, the last completed search. Once in 30
 * days the window reaches as far back as the long sweep of an enabled scheme.
 */
export function hearingWindow(last: number | null, now: number, rules: SweepRules): SweepWindow {
  const since = Math.min(last ?? now, now);
  const month = (at: number) => Math.floor(at / LONG_SWEEP_EVERY_MS);
  const long = month(since) === month(now) ? 0 : now - rules.longLookBackDays * DAY_MS;
  const usual = since - rules.lookBackDays * DAY_MS;
  return { from: Math.max(long === 0 ? usual : Math.min(usual, long), now - OLDEST_MS), to: now };
}

/**
 * Returns the pause in ms after a search that cost `calls`: long enough that a month of such searches stays within SHARE, but at most a day
 * (or `atLeastMs` if that is longer).
 */
export function hearingPause(calls: number, monthly: number, atLeastMs: number): number {
  return Math.max(atLeastMs, Math.min(DAY_MS, (MONTH_MS * calls) / (SHARE * monthly)));
}
