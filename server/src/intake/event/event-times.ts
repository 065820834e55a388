import { dueTimesOf, rightEnds, workDue } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** Longest delay of an event, in ms. */
export const LONGEST_WAIT_MS = 3_600_000;
const OPEN = "state IN ('received', 'retry')";

/** Leases of events. */
export const EVENT_LEASES = leasesOf('dingtalk_event', OPEN);

/** Times at which events are due. */
export const EVENT_TIMES = dueTimesOf('dingtalk_event', (settings) => [
  workDue('due_at', OPEN, LONGEST_WAIT_MS),
  rightEnds('lease_until', OPEN, 8 * settings.DINGTALK_TIMEOUT_MS + 3 * settings.LEASE_MARGIN_MS),
]);
