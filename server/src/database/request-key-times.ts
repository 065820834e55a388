import type { Database } from './database.js';
import { deleteExpired } from './expired-rows.js';

/** A phone keeps unsent requests for seven days, so keys are kept for one day more. */
const KEPT_MS = 8 * 86_400_000;

/** Deletes keys that no page can send any more. @param now Unix ms */
export const sweepRequestKeys = (db: Database, now: number): Promise<void> =>
  deleteExpired(db, 'request_key', { key: 'id', column: 'at' }, now - KEPT_MS);
