import type { Settings } from '../config/settings.js';
import type { Database } from '../database/database.js';
import { dueTimesOf, rightEnds, workDue } from '../database/due-times.js';
import { deleteExpired } from '../database/expired-rows.js';
import { leasesOf } from '../queue/dead-leases.js';

const DAY_MS = 86_400_000;
const OPEN = "state IN ('new', 'open')";
/** Retention of closed to-dos, in days. */
const KEPT_DAYS = 180;
/** Pause after a refusal for a missing right. */
export const REFUSED_MS = DAY_MS;
/** Older hand-overs without a to-do get none: they were made while to-dos were switched off. */
export const LOOK_BACK_MS = 7 * DAY_MS;
/** Longest pause after a call with an unknown result. */
export const LONGEST_PAUSE_MS = 3_600_000;

/** Leases of to-dos that a process has under way. */
export const TODO_LEASES = leasesOf('todo', OPEN);

/** Longer than one call with its repeats can take, so that no second process sends it meanwhile. */
export const leaseMs = ({
  DINGTALK_TIMEOUT_MS,
  LEASE_MARGIN_MS,
}: Pick<Settings, 'DINGTALK_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>): number => 16 * DINGTALK_TIMEOUT_MS + 3 * LEASE_MARGIN_MS;

export const TODO_TIMES = dueTimesOf('todo', (settings) => [
  workDue('next_at', OPEN, Math.max(LONGEST_PAUSE_MS, settings.TODO_UPDATE_MS)),
  rightEnds('lease_until', OPEN, leaseMs(settings)),
]);

/** Deletes closed to-dos after their retention time. @param now Unix ms */
export const sweepTodos = (db: Database, now: number): Promise<void> =>
  deleteExpired(
    db,
    'todo',
    { key: 'id', column: 'created_at', only: "state NOT IN ('new', 'open')" },
    now - KEPT_DAYS * DAY_MS,
  );
