import type { ReasonedAction } from '@dingdee/shared/bill';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { putInOutbox } from '../../outbox/outbox.js';
import { Wakes } from '../../queue/wakes.js';
import { SeenBills } from '../review/seen-bills.js';
import { ParkBill } from './park-bill.js';

/** Asks the applicant（问申请人）: writes a comment on the approval in the name of the person who asks, and holds the bill for the answer. */
@Injectable()
export class AskApplicant {
  constructor(
    private readonly db: Database,
    private readonly seen: SeenBills,
    private readonly park: ParkBill,
    private readonly wakes: Wakes,
  ) {}

  async ask(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'ask-applicant', actor);
      const asked = await this.timesAsked(tx, bill.id);
      await this.park.holdIn(tx, bill, reason, actor, 'ask-applicant');
      await putInOutbox(
        tx,
        [
          {
            kind: 'comment',
            billId: bill.id,
            event: 'ask',
            // A bill's version only grows, so every question of a bill has its own number.
            eventVersion: bill.version,
            processInstanceId: bill.processInstanceId,
            asUserId: actor.userId,
            // After a lost answer the comment is looked for by its whole text, so the same words once more have to be another comment.
            text: `${asked === 0 ? '' : `第 ${asked + 1} 次`}请补充资料：${reason}（单据 ${bill.billNo}，补充后由财务继续审核）`,
            callback: {
              strategyId: bill.schemeId,
              id: bill.processInstanceId,
              business_id: bill.businessId,
              name: bill.payee,
              originator_userid: bill.originatorUserId,
            },
            first: 'send',
          },
        ],
        Date.now(),
      );
    });
    this.wakes.wake('writeback');
  }

  private async timesAsked(tx: EntityManager, billId: string): Promise<number> {
    const [row]: { n: unknown }[] = await tx.query(
      "SELECT COUNT(*) AS n FROM audit WHERE subject_id = ? AND action = 'ask-applicant'",
      [billId],
    );
    return readInt(row?.n);
  }
}
