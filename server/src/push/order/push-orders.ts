import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { clock } from '../../database/clock.js';
import { Database, placeholders } from '../../database/database.js';
import { LiveEvents } from '../../event-log/live-events.js';

/** Items i whose bill this order still has. */
export const OWN = 'i.passed_on = 0 AND i.not_sent IS NULL';

const orderOf = (bill: Pick<PushBill, 'state'>): string[] =>
  bill.state.orderId === undefined ? [] : [bill.state.orderId];

/** Orders as the workers see them: which ones are stopping, and when one is through. */
@Injectable()
export class PushOrders {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Ids of those of these bills that a person has stopped with their order and not let go on since. Also of orders that are closed:
   * a bill of theirs that was in doubt meanwhile comes back only now.
   */
  async stopped(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    if (bills.length === 0) return new Set();
    const rows: { bill_id: string; order_id: string }[] = await tx.query(
      `SELECT i.bill_id, i.order_id FROM push_item i JOIN push_order o ON o.id = i.order_id
        WHERE o.stopped_by IS NOT NULL AND i.goes_on = 0 AND i.bill_id IN (${placeholders(bills)})`,
      bills.map(({ id }) => id),
    );
    const stopped = new Set(rows.map((row) => `${row.bill_id} ${row.order_id}`));
    const isStopped = (bill: PushBill) => orderOf(bill).some((order) => stopped.has(`${bill.id} ${order}`));
    return new Set(bills.filter(isStopped).map(({ id }) => id));
  }

  /** A person lets one bill go on. Its order stays stopped for all others; it only shows again that something is on its way. */
  async goOn(tx: EntityManager, bill: Pick<PushBill, 'id' | 'state'>): Promise<void> {
    for (const order of orderOf(bill)) {
      await tx.query('UPDATE push_item SET goes_on = 1 WHERE order_id = ? AND bill_id = ?', [order, bill.id]);
      await tx.query(`UPDATE push_order SET state = 'running', finished_at = NULL WHERE id = ? AND state = 'done'`, [
        order,
      ]);
    }
  }

  /** Which of these orders 停止 still means something for: a bill of them is on its way or in doubt and has not been stopped. */
  async stoppable(tx: EntityManager, orders: readonly string[]): Promise<Set<string>> {
    if (orders.length === 0) return new Set();
    const rows: { id: string }[] = await tx.query(
      `SELECT DISTINCT o.id FROM push_order o JOIN push_item i ON i.order_id = o.id JOIN bill b ON b.id = i.bill_id
        WHERE o.id IN (${placeholders(orders)}) AND (o.stopped_by IS NULL OR i.goes_on = 1) AND ${OWN}
        AND b.withdrawing = 0 AND b.state_kind IN ('pushing', 'in-doubt')`,
      [...orders],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Confirmed anew: what earlier orders have to say of these bills is over. */
  async passOn(tx: EntityManager, billIds: readonly string[], order: string): Promise<void> {
    for (let start = 0; start < billIds.length; start += 500) {
      const ids = billIds.slice(start, start + 500);
      await tx.query(`UPDATE push_item SET passed_on = 1 WHERE order_id <> ? AND bill_id IN (${placeholders(ids)})`, [
        order,
        ...ids,
      ]);
    }
  }

  /** Kingdee refused these, and holds nothing of them: their order keeps that, whatever becomes of the bills. */
  async noteRefused(tx: EntityManager, bills: readonly Pick<PushBill, 'id' | 'state'>[]): Promise<void> {
    for (const bill of bills)
      for (const order of orderOf(bill))
        await tx.query(`UPDATE push_item SET ended = 'failed' WHERE order_id = ? AND bill_id = ?`, [order, bill.id]);
  }

  /** Taken out of their order before anything of them was sent, and why. */
  async notSent(
    tx: EntityManager,
    bills: readonly { bill: Pick<PushBill, 'id' | 'state'>; why: string }[],
  ): Promise<void> {
    for (const { bill, why } of bills)
      for (const order of orderOf(bill))
        await tx.query('UPDATE push_item SET not_sent = ? WHERE order_id = ? AND bill_id = ?', [why, order, bill.id]);
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
       (SELECT 1 FROM push_item i JOIN bill b ON b.id = i.bill_id WHERE i.order_id = o.id AND ${OWN} AND b.state_kind IN ('pushing', 'in-doubt'))`,
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
