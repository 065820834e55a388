import type { ReasonedAction } from '@dingdee/shared/bill';
import type { HandleOutside } from '@dingdee/shared/outside';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { approvedAmong } from '../action/action-facts.js';
import type { PushBill } from '../ledger/bill-claims.js';
import { BillLedger } from '../ledger/bill-ledger.js';
import { SeenBills } from '../review/seen-bills.js';
import { mustBeFree, mustPayNoMore, type OutsidePayment } from './outside-payment.js';
import { type Closing, closeMove, holdMove, releaseMove } from './park-moves.js';

/** Holds, releases and closes one bill for a person（挂起, 取消挂起, 排除）, with a reason that the lists then show. */
@Injectable()
export class ParkBill {
  constructor(
    private readonly db: Database,
    private readonly ledger: BillLedger,
    private readonly seen: SeenBills,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  async hold(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) =>
      this.holdIn(tx, await this.seen.toDecide(tx, { id, version }, 'hold', actor), reason, actor, 'hold'),
    );
  }

  /**
   * Holds in the caller's transaction a bill that may be held, or whose applicant is asked again.
   * @param action name of the action in the history. @throws IllegalTransitionError
   */
  async holdIn(tx: EntityManager, bill: PushBill, reason: string, actor: Actor, action: string): Promise<void> {
    const move = holdMove(bill, reason, actor, action);
    // When the applicant is asked again, the bill stays held, and the wait begins anew.
    const again = { ...move, stays: true, patch: { ...move.patch, state_since: Date.now() } } as const;
    await this.ledger.move(tx, bill.kind === 'held' && action === 'ask-applicant' ? again : move, actor);
  }

  /**
   * Excludes a bill. A bill that was ever approved leaves the list of payments only if two people say so: the first asks, another
   * confirms. @throws BillRefusedError
   */
  async exclude(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.close(id, version, { what: 'exclude', reason }, actor);
  }

  /** Closes a bill as 线下已处理, by the rules of 排除; refuses a bill that may have been sent. @throws BillRefusedError */
  async handleOutside(
    id: string,
    { version, reason }: Pick<HandleOutside, 'version' | 'reason'>,
    paidBy: OutsidePayment | undefined,
    actor: Actor,
  ): Promise<void> {
    await this.close(id, version, { what: 'handle-outside', reason, paidBy }, actor);
  }

  private async close(
    id: string,
    version: number,
    wanted: Pick<Closing, 'what' | 'reason' | 'paidBy'>,
    actor: Actor,
  ): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, wanted.what, actor);
      const { paidBy } = wanted;
      if (paidBy) await mustBeFree(tx, paidBy.number, paidBy.names);
      const { SINGLE_PERSON_MODE: singlePerson } = this.settings;
      const approvedOnce = (await approvedAmong(tx, [bill])).has(id);
      const move = await closeMove(tx, bill, { ...wanted, actor, approvedOnce, singlePerson });
      await this.ledger.move(tx, move, actor);
      if (paidBy && !move.stays) await mustPayNoMore(tx, paidBy, 1);
    });
  }

  /** Moves the bill back to 待审核 if the content is complete, else to 待补映射; an earlier approval does not come back. */
  async release(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'release', actor);
      await this.ledger.move(tx, releaseMove(bill, await this.seen.issues(tx, id), reason, actor), actor);
    });
  }
}
