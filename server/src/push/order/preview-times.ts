import type { Database } from '../../database/database.js';
import { dueTimesOf, rightEnds } from '../../database/due-times.js';
import { deleteExpired } from '../../database/expired-rows.js';

/** Time for which a confirmed preview still answers a late second tap with its order, in ms. */
const KEPT_MS = 24 * 3_600_000;

/** When previews expire. */
export const PREVIEW_TIMES = dueTimesOf('push_preview', (settings) => [
  rightEnds('expires_at', '1 = 1', settings.SELECTION_TTL_MS),
]);

/** Deletes previews that have expired long enough. @param now Unix ms */
export const sweepPreviews = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'push_preview', { key: 'token', column: 'expires_at' }, now - KEPT_MS);
