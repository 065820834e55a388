import { dueTimesOf, rightEnds, workDue } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** The longest that an event is put off. */
export const LONGEST_WAIT_MS = 3_600_000;
const OPEN = "state IN ('received', 'retry')";

/** Events that a worker holds. */
export const EVENT_LEASES = leasesOf('dingtalk_event', OPEN);

/** When events go on. */
export const EVENT_TIMES = dueTimesOf('dingtalk_event', (settings) => [
  workDue('due_at', OPEN, LONGEST_WAIT_MS),
  rightEnds('lease_until', OPEN, 8 * settings.DINGTALK_TIMEOUT_MS + 3 * settings.LEASE_MARGIN_MS),
]);
