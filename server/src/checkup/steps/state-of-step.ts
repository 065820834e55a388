import type { CheckState } from '@dingdee/shared/check-up';
import type { StepState } from '@dingdee/shared/connection';

/** The facts about one proving line that decide the state of a step. */
export interface Evidence {
  state: CheckState;
  at: number | null;
  /** Whether its finding is solved at this step; if not, the step waits for another. */
  told: boolean;
}

/**
 * Returns the state of a step.
 * @param lines lines of the probes that prove it; null if no probe can.
 * @returns `at`: since when all lines prove it, Unix ms; null in every other state. One line that is not green prevents the proof.
 */
export function stateOfStep(
  lines: readonly Evidence[] | null,
  optional: boolean,
): { state: StepState; at: number | null } {
  const is = (state: StepState) => ({ state, at: null });
  if (lines === null) return is('by-hand');
  const told = lines.filter((line) => line.told);
  if (told.some(({ state }) => state === 'red')) return is('broken');
  const asked = lines.filter(({ at }) => at !== null);
  if (asked.length === 0) return is(optional ? 'optional' : 'not-tried');
  if (lines.every(({ state }) => state === 'green'))
    return { state: 'proved', at: Math.min(...asked.map(({ at }) => at ?? 0)) };
  if (optional) return is('optional');
  return is(told.some(({ state }) => state === 'amber') ? 'attention' : 'unknown');
}
