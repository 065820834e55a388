import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';

/** Returns when the database was last found to be restored, Unix ms: what was due before may have been sent since the backup. 0: never. */
export async function wentBackAt(reads: EntityManager): Promise<number> {
  const [row]: { at: unknown }[] = await reads.query(
    "SELECT MAX(held_at) AS at FROM ledger_hold WHERE cause <> 'by-hand'",
  );
  return readInt(row?.at);
}

/** Returns when a person last released a restored database, Unix ms. 0: never. */
export async function wentOnAt(reads: EntityManager): Promise<number> {
  const [row]: { at: unknown }[] = await reads.query(
    "SELECT MAX(released_at) AS at FROM ledger_hold WHERE cause <> 'by-hand'",
  );
  return readInt(row?.at);
}
