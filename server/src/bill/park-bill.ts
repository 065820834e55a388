import type { ReasonedAction } from '@dingdee/shared/bill';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { BillRefusedError } from './bill.errors.js';
import type { PushBill } from './bill-claims.js';
import { BillLedger, type BillPatch, firstReason } from './bill-ledger.js';
import { NOT_APPROVED } from './not-approved.js';
import { awaitsOf } from './reversal.js';
import { SeenBills } from './seen-bills.js';

/** 挂起, 取消挂起, 排除: a person sets a bill aside, with a reason that the lists then show. */
@Injectable()
export class ParkBill {
  constructor(
    private readonly db: Database,
    private readonly ledger: BillLedger,
    private readonly seen: SeenBills,
  ) {}

  async hold(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) =>
      this.holdIn(tx, await this.seen.load(tx, id, version), reason, actor, 'hold'),
    );
  }

  /** Holds in the caller's transaction. @param action what the history calls it. @throws BillRefusedError while it is still being mapped. */
  async holdIn(tx: EntityManager, bill: PushBill, reason: string, actor: Actor, action: string): Promise<void> {
    // Nobody maps a held bill for the first time: it would come back empty.
    if (bill.kind === 'collected')
      throw new BillRefusedError('bill/being-mapped', '单据正在映射，还不能挂起，没有改动。几秒后再试。');
    await this.park(tx, bill, 'held', reason, actor, action);
  }

  async exclude(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) =>
      this.park(tx, await this.seen.load(tx, id, version), 'excluded', reason, actor, 'exclude'),
    );
  }

  /** Back to 待审核 when the content is complete, else to 待补映射; an earlier approval does not come back. */
  async release(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.load(tx, id, version);
      if (bill.kind !== 'held')
        throw new BillRefusedError('bill/not-held', '单据没有挂起，不需要取消。刷新后看最新状态。');
      const waits = awaitsOf(bill.state);
      if (waits?.standing)
        throw new BillRefusedError('bill/original-stands', `${waits.sentence}没有取消挂起。要作废这张，点“排除”。`);
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
      { bill, to, data: { reason, by: actor.userId }, patch, action, detail: { reason } },
      actor,
    );
  }
}

const VOIDED = { held: '挂起过，原审核不再有效', excluded: '已排除，原审核不再有效' };
