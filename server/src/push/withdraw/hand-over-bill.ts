import { Injectable } from '@nestjs/common';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { pushTroubleOf } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { nextStep } from '../call/push-step.js';
import { handedOver } from './withdrawal-words.js';

/** 交给金蝶处理: the bill is finished in Kingdee, by its people or its workflow; nobody works on it here any more (product.md §3). */
@Injectable()
export class HandOverBill {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
  ) {}

  /** @param version the version that the person looked at. @throws StaleBillError, BillRefusedError if Kingdee holds nothing to finish. */
  async run(billId: string, version: number, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id: billId, version }, 'hand-over', actor);
      const now = clock.now();
      const former = pushTroubleOf(bill.state);
      const step = nextStep(bill.reached, bill.outcome) ?? 'audit';
      const billNo = bill.kingdeeNo ?? bill.billNo;
      const trouble = { ...handedOver(step, billNo, now), messages: former?.messages ?? [] };
      await this.ledger.move(
        tx,
        {
          bill,
          to: 'failed',
          data: {
            ...carriedTo('failed', bill.state),
            trouble,
            handedOver: { by: actor.userId, byName: actor.name, at: now },
          },
          patch: {
            action: 'none',
            reason: '已交给金蝶处理，等金蝶审完',
            reason_key: 'handed-over',
            reason_rank: 8,
            next_attempt_at: null,
          },
          action: 'hand-over',
          detail: { billNo },
        },
        actor,
      );
    });
  }
}
