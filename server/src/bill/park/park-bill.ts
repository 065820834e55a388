import type { ReasonedAction } from '@dingdee/shared/bill';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { checkTransition } from '../../domain/bill/bill-state.js';
import { approvedAmong } from '../action/action-facts.js';
import type { PushBill } from '../ledger/bill-claims.js';
import { BillLedger, type BillPatch, firstReason } from '../ledger/bill-ledger.js';
import { NOT_APPROVED } from '../ledger/not-approved.js';
import { askedWords, secondOf } from '../ledger/second-person.js';
import { SeenBills } from '../review/seen-bills.js';

/** 挂起, 取消挂起, 排除: a person sets a bill aside, with a reason that the lists then show. */
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

  /** Holds in the caller's transaction a bill that may be held. @param action what the history calls it. @throws IllegalTransitionError */
  async holdIn(tx: EntityManager, bill: PushBill, reason: string, actor: Actor, action: string): Promise<void> {
    await this.park(tx, bill, 'held', reason, actor, action);
  }

  /** A bill that was ever approved leaves the list of payments only when two people say so: the first asks, another confirms. @throws BillRefusedError */
  async exclude(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'exclude', actor);
      const { SINGLE_PERSON_MODE: singlePerson } = this.settings;
      const alone = singlePerson || !(await approvedAmong(tx, [bill])).has(id);
      const asked = alone ? null : await secondOf(tx, bill.state, 'exclude', actor);
      if (alone || asked !== null) {
        const stamp = {
          ...(asked ? { askedBy: asked.by, asked: asked.reason } : {}),
          ...(singlePerson && { singlePerson }),
        };
        return this.park(tx, bill, 'excluded', reason, actor, 'exclude', stamp);
      }
      checkTransition(bill, 'excluded');
      const request = { what: 'exclude', by: actor.userId, byName: actor.name, reason } as const;
      const { state: data, kind: to } = bill;
      const patch = { reason: askedWords(request).slice(0, 500), reason_key: 'exclude-asked', reason_rank: 1 };
      const move = { bill, to, patch, action: 'exclude-asked', detail: { reason }, stays: true } as const;
      await this.ledger.move(tx, { ...move, data: { ...data, asked: request } }, actor);
    });
  }

  /** Back to 待审核 when the content is complete, else to 待补映射; an earlier approval does not come back. */
  async release(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'release', actor);
      const issues = await this.seen.issues(tx, id);
      const to = bill.contentHash === null ? 'needs-mapping' : 'ready';
      await this.ledger.move(
        tx,
        { bill, to, data: {}, patch: firstReason(issues), action: 'release', detail: { reason } },
        actor,
      );
    });
  }

  private async park(
    tx: EntityManager,
    bill: PushBill,
    to: Extract<BillStateKind, 'held' | 'excluded'>,
    reason: string,
    actor: Actor,
    action: string,
    stamp: object = {},
  ): Promise<void> {
    const patch: BillPatch = {
      action: 'none',
      reason: reason.slice(0, 500),
      reason_key: `${to}:${reason}`.slice(0, 250),
      reason_rank: 3,
      // Also of one that Kingdee refused: it was approved, and is not when it comes back.
      ...(bill.kind === 'approved' || bill.approvedHash !== null
        ? { ...NOT_APPROVED, approval_voided: VOIDED[to] }
        : {}),
    };
    await this.ledger.move(
      tx,
      { bill, to, data: { reason, by: actor.userId }, patch, action, detail: { reason, ...stamp } },
      actor,
    );
  }
}

const VOIDED = { held: '挂起过，原审核不再有效', excluded: '已排除，原审核不再有效' };
