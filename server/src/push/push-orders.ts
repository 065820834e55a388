import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../bill/bill-claims.js';
import { clock } from '../database/clock.js';
import { Database, placeholders } from '../database/database.js';
import { LiveEvents } from '../live/live-events.js';

const orderOf = (bill: Pick<PushBill, 'state'>): string[] =>
  typeof bill.state.orderId === 'string' ? [bill.state.orderId] : [];

/** Orders as the workers see them: which ones are stopping, and when one is through. */
@Injectable()
export class PushOrders {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Ids of the orders of these bills that a person has stopped. Also of those that are closed since: a bill of theirs that was
   * in doubt meanwhile comes back only now.
   */
  async stopped(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    const orders = [...new Set(bills.flatMap(orderOf))];
    if (orders.length === 0) return new Set();
    const rows: { id: string }[] = await tx.query(
      `SELECT id FROM push_order WHERE stopped_by IS NOT NULL AND id IN (${placeholders(orders)})`,
      orders,
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Bills of a stopped order that still wait to be sent. */
  async waitingStopped(most: number): Promise<readonly string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT DISTINCT b.id FROM push_order o JOIN push_item i ON i.order_id = o.id JOIN bill b ON b.id = i.bill_id
       WHERE o.state = 'stopping' AND b.state_kind = 'pushing' AND b.withdrawing = 0 AND b.lease_until IS NULL LIMIT ${Math.trunc(most)}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Tells the open pages that something moved in these bills' orders. */
  async tell(tx: EntityManager, bills: readonly Pick<PushBill, 'state'>[]): Promise<void> {
    await this.live.emit(tx, 'push', [...new Set(bills.flatMap(orderOf))]);
  }

  /**
   * Closes orders of which no bill is on its way or in doubt any more. Runs after the commit that moved the bills: two workers that
   * settle the last bills at once do not see each other's, and the later look finds both.
   */
  async closeFinished(): Promise<void> {
    const open = await this.db.query<{ id: string }>(
      `SELECT o.id FROM push_order o WHERE o.state <> 'done' AND NOT EXISTS
       (SELECT 1 FROM push_item i JOIN bill b ON b.id = i.bill_id WHERE i.order_id = o.id AND i.not_sent IS NULL AND b.state_kind IN ('pushing', 'in-doubt'))`,
    );
    const ids = open.map(({ id }) => id);
    if (ids.length === 0) return;
    await this.db.inTransaction(async (tx) => {
      await tx.query(
        `UPDATE push_order SET state = 'done', finished_at = ? WHERE state <> 'done' AND id IN (${placeholders(ids)})`,
        [clock.now(), ...ids],
      );
      await this.live.emit(tx, 'push', ids);
    });
  }
}
