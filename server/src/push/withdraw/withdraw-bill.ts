import { Injectable } from '@nestjs/common';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import type { Withdrawal } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { RestoredBills } from '../../hold/restored-bills.js';
import { Wakes } from '../../queue/wakes.js';
import { FREE } from '../call/bill-patches.js';
import { withdrawingReason } from './withdrawal-moves.js';

/** 撤回并删除: begins the withdrawal of a bill from Kingdee. RunWithdrawals decides what is sent, and when. */
@Injectable()
export class WithdrawBill {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly wakes: Wakes,
    private readonly holds: LedgerHolds,
    private readonly restored: RestoredBills,
  ) {}

  /** @param version the version that the person looked at. @throws StaleBillError, BillRefusedError while the state in Kingdee is unknown. */
  async run(billId: string, version: number, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.holds.refuse(tx);
      const bill = await this.seen.toDecide(tx, { id: billId, version }, 'withdraw', actor);
      const withdrawal: Withdrawal = {
        by: actor.userId,
        byName: actor.name,
        at: clock.now(),
        from: bill.reached,
        kingdeeId: bill.kingdeeId,
        sent: 0,
      };
      const billNo = bill.kingdeeNo ?? bill.billNo;
      await this.ledger.move(
        tx,
        {
          bill,
          to: 'pushing',
          data: { ...carriedTo('pushing', bill.state), trouble: undefined, handedOver: undefined, withdrawal },
          patch: {
            withdrawing: 1,
            next_attempt_at: clock.now(),
            attempt: 0,
            ...FREE,
            ...withdrawingReason(billNo),
          },
          action: 'withdraw',
          detail: { billNo },
        },
        actor,
      );
      await this.restored.forget(tx, [bill.id]);
    });
    this.wakes.wake('withdraw');
  }
}
