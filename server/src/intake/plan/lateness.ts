import type { FormLateness } from '@dingdee/shared/intake';
import { DAY_MS } from '../scope/sweep-window.js';
import { type CallPlan, type FormLoad, headReachMs, headWithinMs } from './call-plan.js';
import { CLOSING_MS } from './month-end.js';

/** Returns how late a finished approval of one form may be seen by sweeps alone. Pure. */
export function latenessOf(
  plan: Pick<CallPlan, 'headEveryMs' | 'lookBackEveryMs' | 'level' | 'tight' | 'lastPages'>,
  { perDay }: Pick<FormLoad, 'perDay'>,
  {
    headMs,
    lookBack,
    lookBackDays,
  }: {
    /** Shortest interval between head sweeps in ms, as set by an administrator; 0 = they are off. */
    headMs: number;
    /** Whether look-backs are switched on. */
    lookBack: boolean;
    lookBackDays: number;
  },
  now: number,
): Pick<FormLateness, 'newWithinMs' | 'lateWithinMs' | 'reachDays'> {
  const { lookBackEveryMs, tight, lastPages } = plan;
  // On a last day that has no calls for a look-back, it waits for the next month.
  const whole = lookBack ? lookBackEveryMs + (lastPages === null ? 0 : CLOSING_MS) : null;
  if (headMs === 0) return { newWithinMs: whole, lateWithinMs: whole, reachDays: lookBackDays };
  // The reach of every sweep but the first of a day, which reaches at least as far.
  const reach = Math.floor(headReachMs(perDay, lookBackDays * DAY_MS, now, now, tight) / DAY_MS);
  const headWithin = headWithinMs(plan, headMs);
  const newWithinMs = whole === null ? headWithin : Math.min(headWithin, whole);
  return { newWithinMs, lateWithinMs: reach >= lookBackDays ? newWithinMs : whole, reachDays: reach };
}
