import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { SourceCheckRow } from './source-check.entity.js';

/** Cause of an `unread` check: an approval that this one names, and that may cancel it, could not be read. */
export const NAMED = 'named';
export type CheckOutcome = 'same' | 'unread' | 'edited' | 'gone' | 'photos';
interface Check {
  billId: string;
  orderId: string;
  outcome: CheckOutcome;
  cause: string;
}

/** Reads and writes the rows of source_check: an approval is read again before each push, and the result stays on the bill. */
@Injectable()
export class SourceChecks {
  constructor(private readonly db: Database) {}

  /** Returns the latest check of these bills, by bill id. */
  async of(bills: readonly Pick<PushBill, 'id'>[]): Promise<ReadonlyMap<string, Check & { checkedAt: number }>> {
    if (bills.length === 0) return new Map();
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT bill_id, order_id, outcome, cause, checked_at FROM source_check WHERE bill_id IN (${placeholders(bills)})`,
      bills.map(({ id }) => id),
    );
    return new Map(
      rows.map((row) => [
        String(row.bill_id),
        {
          billId: String(row.bill_id),
          orderId: String(row.order_id),
          outcome: String(row.outcome) as CheckOutcome,
          cause: String(row.cause),
          checkedAt: readInt(row.checked_at),
        },
      ]),
    );
  }

  /** Deletes the checks of these bills, so that their approvals are read again before they are sent. */
  async forget(tx: EntityManager, billIds: readonly string[]): Promise<void> {
    await tx.query(`DELETE FROM source_check WHERE bill_id IN (${placeholders(billIds)})`, [...billIds]);
  }

  async note(tx: EntityManager, checks: readonly Check[], now: number): Promise<void> {
    if (checks.length === 0) return;
    const ids = checks.map(({ billId }) => billId);
    await tx.query(`DELETE FROM source_check WHERE bill_id IN (${placeholders(ids)})`, ids);
    await insertRows(
      tx,
      SourceCheckRow,
      checks.map(({ billId, orderId, outcome, cause }) => ({
        bill_id: billId,
        order_id: orderId,
        outcome,
        cause,
        checked_at: now,
      })),
    );
  }
}
