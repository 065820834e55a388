import { dueTimesOf, rightEnds } from '../database/due-times.js';
import { leasesOf } from '../queue/dead-leases.js';

/** Lease of a run, renewed with every page of bills; longer than a question to Kingdee may take. */
export const STATEMENT_LEASE_MS = 600_000;

/** Time until which a run counts as under way. */
export const STATEMENT_TIMES = dueTimesOf('statement_run', () => [
  rightEnds('lease_until', "state = 'running'", STATEMENT_LEASE_MS),
]);

/** Leases of runs under way: if the process is gone, another run may begin. */
export const STATEMENT_LEASES = leasesOf('statement_run', "state = 'running'");
