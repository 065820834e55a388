import type { FormLateness } from '@dingdee/shared/intake';
import { DAY_MS } from '../scope/sweep-window.js';
import { type CallPlan, type FormLoad, headReachMs, headWithinMs } from './call-plan.js';

/** Returns how late a finished approval of one form may be seen by sweeps alone. Pure. */
export function latenessOf(
  plan: Pick<CallPlan, 'headEveryMs' | 'lookBackEveryMs' | 'level' | 'tight'>,
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
  const { lookBackEveryMs, tight } = plan;
  const whole = lookBack ? lookBackEveryMs : null;
  if (!head) return { newWithinMs: whole, lateWithinMs: whole, reachDays: lookBackDays };
  // The reach of every sweep but the first of a day, which reaches at least as far.
  const reach = Math.floor(headReachMs(perDay, lookBackDays * DAY_MS, now, now, tight) / DAY_MS);
  const headWithin = headWithinMs(plan);
  const newWithinMs = whole === null ? headWithin : Math.min(headWithin, whole);
  return { newWithinMs, lateWithinMs: reach >= lookBackDays ? newWithinMs : whole, reachDays: reach };
}
