import { longestLookMs } from '../connectors/call-times.js';
import { dueTimesOf, rightEnds, workDue } from '../database/due-times.js';
import { leasesOf } from '../queue/dead-leases.js';

const HOUR_MS = 3_600_000;
const OPEN = "state IN ('due', 'sending', 'in-doubt')";

/** Leases of messages that a worker holds. */
export const OUTBOX_LEASES = leasesOf('outbox', OPEN);

/** Due times and lease ends of messages. */
export const OUTBOX_TIMES = dueTimesOf('outbox', (settings) => [
  workDue('next_attempt_at', OPEN, Math.max(HOUR_MS, 160 * settings.RETRY_WAIT_MS, longestLookMs(settings))),
  rightEnds('lease_until', OPEN, 8 * settings.DINGTALK_TIMEOUT_MS + 3 * settings.LEASE_MARGIN_MS),
]);
