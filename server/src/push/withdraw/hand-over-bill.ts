import { Injectable } from '@nestjs/common';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { canHandOver, isAltered, standsIn } from '../../bill/review/halted-rules.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { amendedBy, pushTroubleOf } from '../../domain/bill/bill-notes.js';
import { nextStep } from '../call/push-step.js';
import { AlteredInKingdeeError } from '../order/push.errors.js';
import { handedOver } from './withdrawal-words.js';

/** 交给金蝶处理: the bill is finished in Kingdee, by its people or its workflow; here nobody works on it any more (product.md §3). */
@Injectable()
export class HandOverBill {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
  ) {}

  /** @param version what the person looked at. @throws StaleBillError, BillRefusedError where Kingdee holds nothing to finish. */
  async run(billId: string, version: number, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, billId, version, actor);
      if (amendedBy(bill.state).length > 0)
        throw new BillRefusedError(
          'bill/amended',
          '审批已经改过或撤销，不能交给金蝶做完，什么都没有改动。先撤回并删除金蝶里的单据，这张随后自动作废。',
        );
      if (isAltered(standsIn(bill))) throw new AlteredInKingdeeError();
      if (!canHandOver(standsIn(bill)))
        throw new BillRefusedError(
          'bill/not-in-kingdee',
          '这张单据没有停在金蝶里，或已经交给金蝶，什么都没有改动。刷新后看最新状态。',
        );
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
          data: { ...bill.state, trouble, handedOver: { by: actor.userId, byName: actor.name, at: now } },
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
