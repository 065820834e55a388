import { REPORT_KEPT_DAYS } from '@dingdee/shared/report';
import type { Settings } from '../config/settings.js';
import type { Database } from '../database/database.js';
import { dueTimesOf, rightEnds, workDue } from '../database/due-times.js';
import { deleteExpired } from '../database/expired-rows.js';
import { leasesOf } from '../queue/dead-leases.js';

const DAY_MS = 86_400_000;
const OPEN = "state IN ('due', 'sending')";
/** Each weekday comes again within a week. */
const WEEK_MS = 7 * DAY_MS;
/** Pause of a robot that has sent too often (dingtalk.md §6.4). */
export const ROBOT_REST_MS = 600_000;

/** Leases of sendings that a process has under way. */
export const REPORT_LEASES = leasesOf('report_sending', OPEN);

/** Longer than one message with its repeats can take, so that no second process sends it meanwhile. */
export const leaseMs = ({
  DINGTALK_TIMEOUT_MS,
  LEASE_MARGIN_MS,
}: Pick<Settings, 'DINGTALK_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>): number => 8 * DINGTALK_TIMEOUT_MS + 3 * LEASE_MARGIN_MS;

export const REPORT_TIMES = [
  dueTimesOf('report', () => [workDue('next_at', 'next_at IS NOT NULL', WEEK_MS)]),
  dueTimesOf('report_sending', (settings) => [
    workDue('next_at', OPEN, Math.max(ROBOT_REST_MS, 120 * settings.RETRY_WAIT_MS)),
    rightEnds('lease_until', OPEN, leaseMs(settings)),
  ]),
];

/** Deletes sendings after their retention time. @param now Unix ms */
export const sweepReportSendings = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'report_sending', { key: 'id', column: 'set_for' }, now - REPORT_KEPT_DAYS * DAY_MS);
