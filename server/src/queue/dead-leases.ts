import type { EntityManager } from 'typeorm';
import { changedBy, placeholders } from '../database/database.js';
import { processOf, processOfSql } from '../database/lease-token.js';

/** Rows of one table that processes lease, as the room that owns the table offers them. */
export interface LeasedRows {
  table: string;
  /** @param whose SQL on the row's lease. @returns how many leases it ended. */
  end(tx: EntityManager, whose: { sql: string; params: readonly string[] }): Promise<number>;
}

/** For the owner of `table`, which has `lease_token` and `lease_until`. @param where rows that somebody may hold, as SQL. */
export const leasesOf = (table: string, where: string): LeasedRows => ({
  table,
  end: (tx, { sql, params }) =>
    changedBy(tx, `UPDATE ${table} SET lease_until = 0 WHERE ${where} AND lease_until > 0 AND ${sql}`, [...params]),
});

/** Ends leases whose holder is gone, in every table that has any. */
export class DeadLeases {
  /** @param leased whatever processes lease (schema/leased.ts). */
  constructor(private readonly leased: readonly LeasedRows[]) {}

  /**
   * Ends the leases of processes that are dead, so that what they held is taken over now and not when its time is up. Whoever takes it
   * over sends nothing: an intent without its receipt leads to a question (architecture.md, decision 1).
   * @param living ids of the processes that may still act; null where ours is the only one that there can be.
   * @returns how many rows were held.
   */
  async endOfTheDead(tx: EntityManager, living: readonly string[] | null): Promise<number> {
    const alive = living?.map(processOf) ?? [];
    // A token that does not say whose it is ends in its time, unless nobody else can be there.
    const dead = living === null ? '1 = 1' : `${processOfSql('lease_token')} NOT IN (${placeholders(alive)})`;
    const whose = { sql: `lease_token IS NOT NULL AND ${dead}`, params: alive };
    let ended = 0;
    for (const rows of this.leased) ended += await rows.end(tx, whose);
    return ended;
  }

  /** A process leaves and lets go of all that it holds. @param process as `processOf` tells it. */
  async endOf(tx: EntityManager, process: string): Promise<void> {
    const whose = { sql: `${processOfSql('lease_token')} = ?`, params: [process] };
    for (const rows of this.leased) await rows.end(tx, whose);
  }
}
