import { dueTimesOf, rightEnds } from '../database/due-times.js';
import { leasesOf } from '../queue/dead-leases.js';

/** Renewed with every page of bills: longer than a question to Kingdee may take. */
export const STATEMENT_LEASE_MS = 600_000;

/** Until when a run may be taken for one under way. */
export const STATEMENT_TIMES = dueTimesOf('statement_run', () => [
  rightEnds('lease_until', "state = 'running'", STATEMENT_LEASE_MS),
]);

/** A run under way: with its process gone another may begin. */
export const STATEMENT_LEASES = leasesOf('statement_run', "state = 'running'");
