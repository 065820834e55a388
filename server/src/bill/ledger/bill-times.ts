import { callLeaseMs, longestLookMs } from '../../connectors/call-times.js';
import { dueTimesOf, rightEnds, workDue } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** Longest wait that Kingdee can ask for; we never wait longer (kingdee/transport.ts). */
const LONGEST_ASKED_WAIT_MS = 600_000;
const MOVING = "state_kind IN ('pushing', 'in-doubt')";

/** Leases of bills that a worker holds. */
export const BILL_LEASES = leasesOf('bill', MOVING);

/** Due times of bills: the next attempt, and the end of a lease. */
export const BILL_TIMES = dueTimesOf('bill', (settings) => [
  workDue(
    'next_attempt_at',
    MOVING,
    Math.max(longestLookMs(settings), LONGEST_ASKED_WAIT_MS, 16 * settings.RETRY_WAIT_MS),
  ),
  rightEnds('lease_until', MOVING, callLeaseMs(settings)),
]);
