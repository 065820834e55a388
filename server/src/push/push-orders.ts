import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../bill/bill-claims.js';
import { placeholders } from '../database/database.js';
import { LiveEvents } from '../live/live-events.js';

const orderOf = (bill: Pick<PushBill, 'state'>): string[] =>
  typeof bill.state.orderId === 'string' ? [bill.state.orderId] : [];

/** Orders as the workers see them: which ones are stopping, and when one is through. */
@Injectable()
export class PushOrders {
  constructor(private readonly live: LiveEvents) {}

  /** Ids of the orders of these bills that a person has stopped. */
  async stopping(tx: EntityManager, bills: readonly PushBill[]): Promise<Set<string>> {
    const orders = [...new Set(bills.flatMap(orderOf))];
    if (orders.length === 0) return new Set();
    const rows: { id: string }[] = await tx.query(
      `SELECT id FROM push_order WHERE state = 'stopping' AND id IN (${placeholders(orders)})`,
      orders,
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Tells the open pages, and closes an order of which no bill is on its way any more. */
  async touch(tx: EntityManager, bills: readonly Pick<PushBill, 'state'>[], now: number): Promise<void> {
    const orders = [...new Set(bills.flatMap(orderOf))];
    if (orders.length === 0) return;
    await tx.query(
      `UPDATE push_order SET state = 'done', finished_at = ? WHERE id IN (${placeholders(orders)}) AND state <> 'done' AND NOT EXISTS
       (SELECT 1 FROM push_item i JOIN bill b ON b.id = i.bill_id WHERE i.order_id = push_order.id AND b.state_kind = 'pushing')`,
      [now, ...orders],
    );
    await this.live.emit(tx, 'push', orders);
  }
}
