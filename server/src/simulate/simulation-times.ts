import { changedBy, type Database } from '../database/database.js';
import { dueTimesOf, rightEnds } from '../database/due-times.js';
import { leasesOf } from '../queue/dead-leases.js';

/** What was found is looked at within days: the bills go on changing. */
export const KEPT_MS = 7 * 86_400_000;
/** Renewed about once a second: a process that is silent for so long is not at it any more. */
export const RUN_LEASE_MS = 60_000;
const CHUNK = 2000;

/** Until when a run is kept, and may be taken for one under way. */
export const SIMULATION_TIMES = dueTimesOf('simulation', () => [
  rightEnds('expires_at', '1 = 1', KEPT_MS),
  rightEnds('lease_until', "state = 'running'", RUN_LEASE_MS),
]);

/** A run under way: with its process gone another may begin. */
export const SIMULATION_LEASES = leasesOf('simulation', "state = 'running'");

/** Deletes runs whose time is over, with their bills, in small transactions. @param now Unix ms */
export async function sweepSimulations(db: Database, now: number): Promise<void> {
  // Of a process that died nobody else says that its run is over.
  const gone = await db.query<{ id: string }>(
    "SELECT id FROM simulation WHERE expires_at < ? AND (state <> 'running' OR lease_until < ?)",
    [now, now],
  );
  for (const { id } of gone) {
    for (;;) {
      const [last] = await db.query<{ seq: unknown; n: unknown }>(
        `SELECT MAX(p.seq) AS seq, COUNT(*) AS n FROM (SELECT seq FROM simulation_bill WHERE simulation_id = ? ORDER BY seq LIMIT ${CHUNK}) p`,
        [id],
      );
      if (!last || Number(last.n) === 0) break;
      await db.inTransaction((tx) =>
        changedBy(tx, 'DELETE FROM simulation_bill WHERE simulation_id = ? AND seq <= ?', [id, last.seq]),
      );
    }
    await db.inTransaction((tx) => changedBy(tx, 'DELETE FROM simulation WHERE id = ?', [id]));
  }
}
