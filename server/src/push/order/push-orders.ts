import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { clock } from '../../database/clock.js';
import { Database, placeholders } from '../../database/database.js';
import { LiveEvents } from '../../event-log/live-events.js';

/** SQL for items i whose bill this order still has. */
export const OWN = 'i.passed_on = 0 AND i.not_sent IS NULL';

const orderOf = (bill: Pick<PushBill, 'state'>): string[] =>
  bill.state.orderId === undefined ? [] : [bill.state.orderId];

/** Reads and updates orders for the workers: which orders are stopping, and when an order is finished. */
@Injectable()
export class PushOrders {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Returns ids of the bills that a person has stopped with their order and has not continued since. It also covers closed orders: a
   * bill that was in doubt meanwhile comes back only now.
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

  /** Marks one bill as continued by a person. Its order stays stopped for all other bills; a closed order is shown as running again. */
  async goOn(tx: EntityManager, bill: Pick<PushBill, 'id' | 'state'>): Promise<void> {
    for (const order of orderOf(bill)) {
      await tx.query('UPDATE push_item SET goes_on = 1 WHERE order_id = ? AND bill_id = ?', [order, bill.id]);
      await tx.query(`UPDATE push_order SET state = 'running', finished_at = NULL WHERE id = ? AND state = 'done'`, [
        order,
      ]);
    }
  }

  /** Returns the orders for which 停止 still has an effect: one of their bills is on its way or in doubt and has not been stopped. */
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

  /** Marks the items of these bills in earlier orders as passed on, because the bills were confirmed again. */
  async passOn(tx: EntityManager, billIds: readonly string[], order: string): Promise<void> {
    for (let start = 0; start < billIds.length; start += 500) {
      const ids = billIds.slice(start, start + 500);
      await tx.query(`UPDATE push_item SET passed_on = 1 WHERE order_id <> ? AND bill_id IN (${placeholders(ids)})`, [
        order,
        ...ids,
      ]);
    }
  }

  /** Marks bills that Kingdee refused and does not hold. The order keeps this result, whatever happens to the bills later. */
  async noteRefused(tx: EntityManager, bills: readonly Pick<PushBill, 'id' | 'state'>[]): Promise<void> {
    for (const bill of bills)
      for (const order of orderOf(bill))
        await tx.query(`UPDATE push_item SET ended = 'failed' WHERE order_id = ? AND bill_id = ?`, [order, bill.id]);
  }

  /** Marks bills that were taken out of their order before anything of them was sent, with the reason. */
  async notSent(
    tx: EntityManager,
    bills: readonly { bill: Pick<PushBill, 'id' | 'state'>; why: string }[],
  ): Promise<void> {
    for (const { bill, why } of bills)
      for (const order of orderOf(bill))
        await tx.query('UPDATE push_item SET not_sent = ? WHERE order_id = ? AND bill_id = ?', [why, order, bill.id]);
  }

  /** Returns bills of stopping orders that still wait to be sent. */
  async waitingStopped(most: number): Promise<readonly string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT DISTINCT b.id FROM push_order o JOIN push_item i ON i.order_id = o.id JOIN bill b ON b.id = i.bill_id
       WHERE o.state = 'stopping' AND b.state_kind = 'pushing' AND b.withdrawing = 0 AND b.lease_until IS NULL LIMIT ${Math.trunc(most)}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Notifies the open pages that something changed in the orders of these bills. */
  async tell(tx: EntityManager, bills: readonly Pick<PushBill, 'state'>[]): Promise<void> {
    await this.live.emit(tx, 'push', [...new Set(bills.flatMap(orderOf))]);
  }

  /**
   * Closes orders of which no bill is on its way or in doubt. It runs after the commit that moved the bills: two workers that settle
   * the last bills at the same time do not see each other's bills, and the later run sees both.
   */
  async closeFinished(): Promise<void> {
    const open = await this.db.query<{ id: string }>(
      `SELECT o.id FROM push_order o WHERE o.state IN ('running', 'stopping') AND NOT EXISTS
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
