import type { EntityManager } from 'typeorm';
import { changedBy, placeholders } from '../database/database.js';
import { processOf, processOfSql } from '../database/lease-token.js';

/** The leased rows of one table, as the room that owns the table offers them. */
export interface LeasedRows {
  table: string;
  /** Ends leases. @param whose SQL condition on the row's lease. @returns how many leases it ended. */
  end(tx: EntityManager, whose: { sql: string; params: readonly string[] }): Promise<number>;
}

/**
 * Returns the leased rows of `table`, which has `lease_token` and `lease_until`, for its owner.
 * @param where SQL for rows that may be leased.
 */
export const leasesOf = (table: string, where: string): LeasedRows => ({
  table,
  end: (tx, { sql, params }) =>
    changedBy(tx, `UPDATE ${table} SET lease_until = 0 WHERE ${where} AND lease_until > 0 AND ${sql}`, [...params]),
});

/** Ends leases of dead processes, in every table that has leases. */
export class DeadLeases {
  /** @param leased all tables that processes lease (schema/leased.ts). */
  constructor(private readonly leased: readonly LeasedRows[]) {}

  /**
   * Ends the leases of dead processes, so that their work is taken over now and not when the leases run out. The process that takes
   * over sends nothing: an intent without a receipt leads to a look (architecture.md, decision 1).
   * @param living ids of the processes that may still act; null if ours is the only possible one.
   * @returns how many rows were leased.
   */
  async endOfTheDead(tx: EntityManager, living: readonly string[] | null): Promise<number> {
    const alive = living?.map(processOf) ?? [];
    // A token that does not name its process ends in its own time, unless no other process is possible.
    const dead = living === null ? '1 = 1' : `${processOfSql('lease_token')} NOT IN (${placeholders(alive)})`;
    const whose = { sql: `lease_token IS NOT NULL AND ${dead}`, params: alive };
    let ended = 0;
    for (const rows of this.leased) ended += await rows.end(tx, whose);
    return ended;
  }

  /** Ends all leases of a process that leaves. @param process as `processOf` returns it. */
  async endOf(tx: EntityManager, process: string): Promise<void> {
    const whose = { sql: `${processOfSql('lease_token')} = ?`, params: [process] };
    for (const rows of this.leased) await rows.end(tx, whose);
  }
}
