import { callLeaseMs } from '../../connectors/call-times.js';
import { dueTimesOf, rightEnds, workDue } from '../../database/due-times.js';
import { leasesOf } from '../../queue/dead-leases.js';

/** Leases of bills that the watch looks at. */
export const WATCH_LEASES = leasesOf('kingdee_watch', 'due_at IS NOT NULL');

/** Due times and lease ends of the watch. */
export const WATCH_TIMES = dueTimesOf('kingdee_watch', (settings) => [
  workDue('due_at', '1 = 1', 24 * settings.WATCH_INTERVAL_MS + callLeaseMs(settings)),
  rightEnds('lease_until', '1 = 1', callLeaseMs(settings)),
]);
