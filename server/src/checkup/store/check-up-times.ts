import { dueTimesOf, rightEnds } from '../../database/due-times.js';

/** Longer than any run, so that another run can follow a run that died. */
export const RUN_LEASE_MS = 90_000;

/** The due times of runs: a claim ends with its lease. */
export const CHECK_UP_TIMES = dueTimesOf('check_up_run', () => [
  rightEnds('lease_until', 'finished_at IS NULL', RUN_LEASE_MS),
]);
