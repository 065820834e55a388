import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { DAY_PASSED, dayPassed } from '../../bill/ledger/day-passed.js';
import { SYSTEM } from '../../domain/actor.js';
import { CatchUp } from '../../mapping/run/catch-up.js';
import { FREE } from '../call/bill-patches.js';
import { PushCalls } from '../call/push-calls.js';
import { PushOrders } from '../order/push-orders.js';

const NOT_SENT = `${DAY_PASSED}，没有发送`;

/**
 * Sets aside bills in an order whose date is the day of the push, and that were approved for another day than today. They are not sent
 * but mapped for today and approved again (decision 159); a bill that may have been sent keeps its day for good.
 */
@Injectable()
export class FormerDay {
  constructor(
    private readonly ledger: BillLedger,
    private readonly orders: PushOrders,
    private readonly calls: PushCalls,
    private readonly catchUp: CatchUp,
  ) {}

  /** @returns ids of the claimed bills that go back. */
  async setAside(tx: EntityManager, bills: readonly PushBill[]): Promise<ReadonlySet<string>> {
    const late = bills.filter((bill) => bill.reached === 'none' && dayPassed(bill));
    const sent = await this.calls.sentAs(
      tx,
      late.map(({ id }) => id),
    );
    const affected = late.filter(({ id }) => !sent.has(id));
    await this.ledger.moveAll(
      tx,
      affected.map((bill) => ({
        bill,
        to: 'approved',
        data: {},
        patch: { ...FREE, next_attempt_at: null, action: 'push' },
        action: 'push-former-day',
        detail: { day: bill.pushDay },
      })),
      SYSTEM,
    );
    await this.orders.notSent(
      tx,
      affected.map((bill) => ({ bill, why: NOT_SENT })),
    );
    return new Set(affected.map(({ id }) => id));
  }

  /** Starts the new mapping; to be called after the commit. */
  mapAnew(): void {
    this.catchUp.daysPassedAgain();
  }
}
