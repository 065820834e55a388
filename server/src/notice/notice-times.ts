import { NOTICE_KEPT_DAYS } from '@dingdee/shared/notice';
import type { Settings } from '../config/settings.js';
import type { Database } from '../database/database.js';
import { dueTimesOf, rightEnds, workDue } from '../database/due-times.js';
import { deleteExpired } from '../database/expired-rows.js';
import { DAY_MS } from '../domain/beijing-time.js';
import { leasesOf } from '../queue/dead-leases.js';

const OPEN = "state IN ('intent', 'sending')";
/** The next digest may be three days away, over a weekend of rest. */
const NEXT_DIGEST_MS = 4 * DAY_MS;

/** Leases of messages that a process is sending. */
export const NOTICE_LEASES = leasesOf('notice', OPEN);

/** Lease in ms, longer than one message can take with its repeats, so that no second process sends a message that is still being sent. */
export const noticeLeaseMs = ({
  DINGTALK_TIMEOUT_MS,
  LEASE_MARGIN_MS,
}: Pick<Settings, 'DINGTALK_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>): number => 8 * DINGTALK_TIMEOUT_MS + 3 * LEASE_MARGIN_MS;

/** Pause in ms before a message that DingTalk did not accept is tried again. */
export const againMs = ({ RETRY_WAIT_MS }: Pick<Settings, 'RETRY_WAIT_MS'>): number => 12 * RETRY_WAIT_MS;

export const NOTICE_TIMES = [
  dueTimesOf('notice_rule', () => [workDue('next_at', 'next_at IS NOT NULL', NEXT_DIGEST_MS)]),
  dueTimesOf('notice', (settings) => [
    workDue('next_at', OPEN, againMs(settings)),
    rightEnds('lease_until', OPEN, noticeLeaseMs(settings)),
  ]),
];

/** Deletes old messages whose cause does not last (older than NOTICE_KEPT_DAYS). @param now Unix ms */
export const sweepNotices = (db: Database, now: number): Promise<void> =>
  deleteExpired(
    db,
    'notice',
    { key: 'track', column: 'created_at', only: 'lasts = 0' },
    now - NOTICE_KEPT_DAYS * DAY_MS,
  );
