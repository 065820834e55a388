import { changedBy, type Database, placeholders } from '../../database/database.js';
import { dueTimesOf, rightEnds } from '../../database/due-times.js';

/** Expired selections stay readable for a while, so that the page can say that they have expired. */
export const KEPT_MS = 3_600_000;

/** Due times of the expiry of selections. */
export const SELECTION_TIMES = dueTimesOf('selection', (settings) => [
  rightEnds('expires_at', '1 = 1', settings.SELECTION_TTL_MS),
]);

/**
 * Deletes selections that expired more than an hour ago, two per transaction: each may hold thousands of bills.
 * @param now Unix ms
 */
export async function sweepSelections(db: Database, now: number): Promise<void> {
  for (;;) {
    const rows = await db.query<{ id: string }>('SELECT id FROM selection WHERE expires_at < ? LIMIT 2', [
      now - KEPT_MS,
    ]);
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await db.inTransaction(async (tx) => {
      await changedBy(tx, `DELETE FROM selection_item WHERE selection_id IN (${placeholders(ids)})`, ids);
      await changedBy(tx, `DELETE FROM selection WHERE id IN (${placeholders(ids)})`, ids);
    });
  }
}
