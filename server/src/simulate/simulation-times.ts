import { changedBy, type Database } from '../database/database.js';
import { dueTimesOf, rightEnds } from '../database/due-times.js';
import { leasesOf } from '../queue/dead-leases.js';

/** Retention of results: they are looked at within days, because the bills go on changing. */
export const KEPT_MS = 7 * 86_400_000;
/** Lease of a run, renewed about once a second: a process that is silent for longer no longer works on it. */
export const RUN_LEASE_MS = 60_000;
const CHUNK = 2000;

/** Times until which a run is kept, and counts as under way. */
export const SIMULATION_TIMES = dueTimesOf('simulation', () => [
  rightEnds('expires_at', '1 = 1', KEPT_MS),
  rightEnds('lease_until', "state = 'running'", RUN_LEASE_MS),
]);

/** Leases of runs under way: if the process is gone, another run may begin. */
export const SIMULATION_LEASES = leasesOf('simulation', "state = 'running'");

/** Deletes expired runs with their bills, in small transactions. @param now Unix ms */
export async function sweepSimulations(db: Database, now: number): Promise<void> {
  // Includes runs of dead processes, which nothing else ends.
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
