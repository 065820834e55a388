import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { engineBehind } from '../../bill/ledger/engine-behind.js';
import { SYSTEM } from '../../domain/actor.js';
import { MapBills } from '../../mapping/run/map-bills.js';
import { FREE } from '../call/bill-patches.js';
import { PushOrders } from '../order/push-orders.js';

const NOT_SENT = '程序升级后重新核对，和审核时不同，没有发送';

/**
 * Bills in an order of which Kingdee holds nothing and that an engine of before has mapped. A start takes those for its own of which the
 * engine of today gives the same; the others are not sent: they are mapped anew, and their approval falls with what came out otherwise
 * (decision 131).
 */
@Injectable()
export class FormerEngine {
  constructor(
    private readonly ledger: BillLedger,
    private readonly orders: PushOrders,
    private readonly mapping: MapBills,
  ) {}

  /** @returns ids of those of these claimed bills that go back. */
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

  /** Once that is committed. */
  mapAnew(): void {
    this.mapping.engineBehindAgain();
  }
}
