import type { FormLateness } from '@dingdee/shared/intake';
import { DAY_MS } from '../scope/sweep-window.js';
import { type CallPlan, type FormLoad, headReachMs } from './call-plan.js';

/** Returns how late a finished approval of one form may be seen by sweeps alone. Pure. */
export function latenessOf(
  { headEveryMs, lookBackEveryMs, tight }: Pick<CallPlan, 'headEveryMs' | 'lookBackEveryMs' | 'tight'>,
  { perDay }: Pick<FormLoad, 'perDay'>,
  {
    head,
    lookBack,
    lookBackDays,
  }: {
    /** Whether each kind of sweep is switched on. */
    head: boolean;
    lookBack: boolean;
    lookBackDays: number;
  },
  now: number,
): Pick<FormLateness, 'newWithinMs' | 'lateWithinMs' | 'reachDays'> {
  const whole = lookBack ? lookBackEveryMs : null;
  if (!head) return { newWithinMs: whole, lateWithinMs: whole, reachDays: lookBackDays };
  // The reach of every sweep but the first of a day, which reaches at least as far.
  const reach = Math.floor(headReachMs(perDay, lookBackDays * DAY_MS, now, now, tight) / DAY_MS);
  const newWithinMs = whole === null ? headEveryMs : Math.min(headEveryMs, whole);
  return { newWithinMs, lateWithinMs: reach >= lookBackDays ? newWithinMs : whole, reachDays: reach };
}
