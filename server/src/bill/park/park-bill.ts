import type { ReasonedAction } from '@dingdee/shared/bill';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { awaitsOf } from '../../domain/bill/bill-notes.js';
import { checkTransition } from '../../domain/bill/bill-state.js';
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

  /** A bill that was ever approved leaves the list of payments only when two people say so: the first asks, another confirms. @throws BillRefusedError */
  async exclude(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, id, version, actor);
      const { SINGLE_PERSON_MODE: singlePerson } = this.settings;
      const alone = singlePerson || !(await wasApproved(tx, bill));
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
      const bill = await this.seen.toDecide(tx, id, version, actor);
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

/** Also long ago: an approval taken back, or voided, does not make it one person's bill again. */
export async function wasApproved(
  tx: EntityManager,
  bill: Pick<PushBill, 'id' | 'kind' | 'approvedHash'>,
): Promise<boolean> {
  if (bill.kind === 'approved' || bill.approvedHash !== null) return true;
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM audit WHERE subject_id = ? AND subject_kind = 'bill' AND action = 'approve' LIMIT 1`,
    [bill.id],
  );
  return rows.length > 0;
}

const VOIDED = { held: '挂起过，原审核不再有效', excluded: '已排除，原审核不再有效' };
