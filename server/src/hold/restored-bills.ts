import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { placeholders } from '../database/database.js';

/** Reads the bills that were on their way when a hold was released: the next claim gives them back to a person (LedgerHolds.release). */
@Injectable()
export class RestoredBills {
  async among(tx: EntityManager, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows: { bill_id: string }[] = await tx.query(
      `SELECT bill_id FROM restored_bill WHERE bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    return new Set(rows.map((row) => row.bill_id));
  }

  /** Removes bills that now wait for a person, or about which a person has decided. */
  async forget(tx: EntityManager, ids: Iterable<string>): Promise<void> {
    const gone = [...ids];
    if (gone.length > 0) await tx.query(`DELETE FROM restored_bill WHERE bill_id IN (${placeholders(gone)})`, gone);
  }
}
