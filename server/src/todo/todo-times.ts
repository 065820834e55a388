import type { Settings } from '../config/settings.js';
import type { Database } from '../database/database.js';
import { dueTimesOf, rightEnds, workDue } from '../database/due-times.js';
import { deleteExpired } from '../database/expired-rows.js';
import { leasesOf } from '../queue/dead-leases.js';

const DAY_MS = 86_400_000;
const OPEN = "state IN ('new', 'open')";
/** Closed ones are kept so long. */
const KEPT_DAYS = 180;
/** After a refusal of the right, so long until it is asked for again. */
export const REFUSED_MS = DAY_MS;
/** Hand-overs older than this that have no to-do get none any more: they were given while to-dos were switched off. */
export const LOOK_BACK_MS = 7 * DAY_MS;
/** The longest pause after an answer that nobody got. */
export const LONGEST_PAUSE_MS = 3_600_000;

/** To-dos that a process has out. */
export const TODO_LEASES = leasesOf('todo', OPEN);

/** Longer than one call can take with its repeats, so that no second process sends what is still out. */
export const leaseMs = ({
  DINGTALK_TIMEOUT_MS,
  LEASE_MARGIN_MS,
}: Pick<Settings, 'DINGTALK_TIMEOUT_MS' | 'LEASE_MARGIN_MS'>): number => 16 * DINGTALK_TIMEOUT_MS + 3 * LEASE_MARGIN_MS;

export const TODO_TIMES = dueTimesOf('todo', (settings) => [
  workDue('next_at', OPEN, Math.max(LONGEST_PAUSE_MS, settings.TODO_UPDATE_MS)),
  rightEnds('lease_until', OPEN, leaseMs(settings)),
]);

/** Deletes to-dos that were closed, a good while after they were made. @param now Unix ms */
export const sweepTodos = (db: Database, now: number): Promise<void> =>
  deleteExpired(
    db,
    'todo',
    { key: 'id', column: 'created_at', only: "state NOT IN ('new', 'open')" },
    now - KEPT_DAYS * DAY_MS,
  );
