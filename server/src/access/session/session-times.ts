import type { Database } from '../../database/database.js';
import { dueTimesOf, rightEnds } from '../../database/due-times.js';
import { deleteExpired } from '../../database/expired-rows.js';

/** The due times of sessions: their end. */
export const SESSION_TIMES = dueTimesOf('session', (settings) => [
  rightEnds('expires_at', '1 = 1', settings.SESSION_TTL_MS),
]);

/** Deletes ended sessions. @param now Unix ms */
export const sweepSessions = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'session', { key: 'id', column: 'expires_at' }, now);
