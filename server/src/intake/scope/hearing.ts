import { DAY_MS, LONG_SWEEP_EVERY_MS, type SweepRules, type SweepWindow } from './sweep-window.js';

/** One query may start 365 days back (dingtalk.md §3). */
const OLDEST_MS = 364 * DAY_MS;
/** Of the month's calls, what listening to one scheme that is off may cost. */
const SHARE = 0.2;
const MONTH_MS = 30 * DAY_MS;

/**
 * Launches among which a cancelled or changed approval may be that passed since `last`, when the last look came through. Once in 30 days
 * they reach as far back as the longer sweep of a scheme that is on.
 */
export function hearingWindow(last: number | null, now: number, rules: SweepRules): SweepWindow {
  const since = Math.min(last ?? now, now);
  const month = (at: number) => Math.floor(at / LONG_SWEEP_EVERY_MS);
  const long = month(since) === month(now) ? 0 : now - rules.longLookBackDays * DAY_MS;
  const usual = since - rules.lookBackDays * DAY_MS;
  return { from: Math.max(long === 0 ? usual : Math.min(usual, long), now - OLDEST_MS), to: now };
}

/** How long to wait after a look that cost so many calls: a month of them stays within its share, and none is older than a day. */
export function hearingPause(calls: number, monthly: number, atLeastMs: number): number {
  return Math.max(atLeastMs, Math.min(DAY_MS, (MONTH_MS * calls) / (SHARE * monthly)));
}
