import type { EntityManager } from 'typeorm';
import { changedBy, placeholders } from '../database/database.js';
import { processOf, processOfSql } from '../database/lease-token.js';

/** What processes lease. Whoever adds a table with `lease_token` adds it here (dead-leases.spec.ts). */
export const LEASED: readonly { table: string; where: string }[] = [
  { table: 'bill', where: "state_kind IN ('pushing', 'in-doubt')" },
  { table: 'outbox', where: "state IN ('due', 'sending', 'in-doubt')" },
  { table: 'kingdee_watch', where: 'due_at IS NOT NULL' },
  { table: 'kingdee_slot', where: 'lease_until > 0' },
];

/**
 * Ends the leases of processes that are dead, so that what they held is taken over now and not when its time is up. Whoever takes it
 * over sends nothing: an intent without its receipt leads to a question (architecture.md, decision 1).
 * @param living ids of the processes that may still act; null where ours is the only one that there can be.
 * @returns how many rows were held.
 */
export async function endLeasesOfTheDead(tx: EntityManager, living: readonly string[] | null): Promise<number> {
  const alive = living?.map(processOf) ?? [];
  // A token that does not say whose it is ends in its time, unless nobody else can be there.
  const dead = living === null ? '1 = 1' : `${processOfSql('lease_token')} NOT IN (${placeholders(alive)})`;
  let ended = 0;
  for (const { table, where } of LEASED)
    ended += await changedBy(
      tx,
      `UPDATE ${table} SET lease_until = 0 WHERE ${where} AND lease_token IS NOT NULL AND lease_until > 0 AND ${dead}`,
      alive,
    );
  return ended;
}

/** A process leaves and lets go of all that it holds. @param process as `processOf` tells it. */
export async function endLeases(tx: EntityManager, process: string): Promise<void> {
  for (const { table, where } of LEASED)
    await tx.query(
      `UPDATE ${table} SET lease_until = 0 WHERE ${where} AND lease_until > 0 AND ${processOfSql('lease_token')} = ?`,
      [process],
    );
}
