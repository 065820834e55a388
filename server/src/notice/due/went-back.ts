import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';

/** When the database last went back, Unix ms: what was due before may have been told since. 0: never. */
export async function wentBackAt(reads: EntityManager): Promise<number> {
  const [row]: { at: unknown }[] = await reads.query(
    "SELECT MAX(held_at) AS at FROM ledger_hold WHERE cause <> 'by-hand'",
  );
  return readInt(row?.at);
}

/** When somebody last let a database that went back go on, Unix ms. 0: never. */
export async function wentOnAt(reads: EntityManager): Promise<number> {
  const [row]: { at: unknown }[] = await reads.query(
    "SELECT MAX(released_at) AS at FROM ledger_hold WHERE cause <> 'by-hand'",
  );
  return readInt(row?.at);
}
