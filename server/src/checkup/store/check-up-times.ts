import { dueTimesOf, rightEnds } from '../../database/due-times.js';

/** Longer than any run: one that died is followed by another. */
export const RUN_LEASE_MS = 90_000;

/** How long a run may be taken for one that is under way. */
export const CHECK_UP_TIMES = dueTimesOf('check_up_run', () => [
  rightEnds('lease_until', 'finished_at IS NULL', RUN_LEASE_MS),
]);
