import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { engineBehind } from '../../bill/ledger/engine-behind.js';
import { SYSTEM } from '../../domain/actor.js';
import { CatchUp } from '../../mapping/run/catch-up.js';
import { FREE } from '../call/bill-patches.js';
import { PushOrders } from '../order/push-orders.js';

const NOT_SENT = '程序升级后重新核对，和审核时不同，没有发送';

/**
 * Sets aside bills of an order that an earlier revision of the engine mapped and that are not in Kingdee yet. At the start, the program
 * accepts those for which the present engine gives the same result. The others are not sent but mapped again, and their approval is
 * voided if the result differs (decision 131).
 */
@Injectable()
export class FormerEngine {
  constructor(
    private readonly ledger: BillLedger,
    private readonly orders: PushOrders,
    private readonly catchUp: CatchUp,
  ) {}

  /** @returns ids of the claimed bills that go back. */
  async setAside(tx: EntityManager, bills: readonly PushBill[]): Promise<ReadonlySet<string>> {
    const unsaved = bills.filter(({ reached }) => reached === 'none');
    const behind = await engineBehind(
      tx,
      unsaved.map(({ id }) => id),
    );
    const affected = unsaved.filter(({ id }) => behind.has(id));
    await this.ledger.moveAll(
      tx,
      affected.map((bill) => ({
        bill,
        to: 'approved',
        data: {},
        patch: { ...FREE, next_attempt_at: null, action: 'push' },
        action: 'push-former-engine',
      })),
      SYSTEM,
    );
    await this.orders.notSent(
      tx,
      affected.map((bill) => ({ bill, why: NOT_SENT })),
    );
    return behind;
  }

  /** Starts the new mapping; to be called after the commit. */
  mapAnew(): void {
    this.catchUp.engineBehindAgain();
  }
}
