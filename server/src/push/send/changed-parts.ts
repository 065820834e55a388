import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type ApprovalSplit, splitsOf } from '../../bill/ledger/approval-splits.js';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move, type Way } from '../../bill/ledger/bill-ledger.js';
import { KnownHistory } from '../../bill/ledger/known-history.js';
import { staying } from '../../bill/ledger/moved-bill.js';
import { NOT_APPROVED } from '../../bill/ledger/not-approved.js';
import { supersededMove } from '../../bill/ledger/superseded-move.js';
import { DingTalkClient, type RawApproval } from '../../connectors/source.js';
import { SYSTEM } from '../../domain/actor.js';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import { StaleBillError } from '../../domain/bill/bill.errors.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import { EditedApprovals } from '../../intake/approval/edited-approvals.js';
import { partsNow, splitBills, wholeBill } from '../../intake/approval/read-approval.js';
import { SchemeStore } from '../../scheme/version/scheme-store.js';
import { SourceChecks } from './source-checks.js';

const EDITED = '审批内容在通过后被改过';
/** Number of bills named in a sentence; the next step must still fit behind them. */
const TOLD = 5;
/** Final states of bills that paid nothing. */
const NOTHING_PAID: readonly PushBill['kind'][] = ['superseded', 'excluded', 'no-payment'];

/**
 * Handles the change of an approval that was split into several bills (decision 85). While nothing of it was sent, its bills follow:
 * parts that no longer exist are voided, new parts get a bill, and the others are mapped again. As soon as one bill was sent, or may
 * have been sent, only a person can say what is still owed; the bills that were not sent stop.
 */
@Injectable()
export class ChangedParts {
  constructor(
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly schemes: SchemeStore,
    private readonly edited: EditedApprovals,
    private readonly dingtalk: DingTalkClient,
    private readonly history: KnownHistory,
    private readonly checks: SourceChecks,
  ) {}

  /**
   * Handles the change in the transaction that took the bill that revealed it out of its push.
   * @param met one bill of the approval, in its present state.
   */
  async settle(tx: EntityManager, met: PushBill, raw: RawApproval, instance: ApprovalInstance): Promise<void> {
    const { corpId } = this.dingtalk;
    const { processInstanceId } = instance;
    const { approvalId } = await this.edited.keep(tx, corpId, raw, instance);
    const ids = (await this.claims.ofApprovals(tx, corpId, [processInstanceId])).map(({ id }) => id);
    await this.claims.lock(tx, ids);
    const bills = await this.claims.load(tx, ids);
    const split = (await splitsOf(tx, corpId, [processInstanceId])).get(processInstanceId);
    if (!split) throw new Error(`approval ${processInstanceId} has parts and was never split`);
    const open = bills.filter((bill) => isOpen(bill) && bill.leaseUntil === null);
    const sent = bills.filter((bill) => !open.includes(bill) && !NOTHING_PAID.includes(bill.kind));
    const version = await this.schemes.version(met.schemeId, met.schemeVersion);
    const scheme = { id: met.schemeId, version: met.schemeVersion, content: version.content, form: version.form };
    const parts = partsNow(split, scheme, instance, met.originatorName)?.map(({ part }) => part) ?? null;
    const there = new Map(bills.map((bill) => [bill.part, bill]));
    // The key of a bill that has ended is used up: if its part must be paid again, no bill can be made for it.
    const used = (parts ?? []).some((part) => {
      const bill = there.get(part);
      return bill !== undefined && !open.includes(bill) && bill.kind !== 'excluded';
    });
    // Not everything about a bill that this process has not seen from its beginning may be known here, e.g. after a restored backup.
    const unsure = bills.some((bill) => !this.history.of(bill));
    // An excluded bill may have been paid by hand and may come back under another name. So a new part next to an excluded bill is for
    // a person.
    const beside = bills.some(({ kind }) => kind === 'excluded') && (parts ?? []).some((part) => !there.has(part));
    // Bills of this approval that wait in another call were checked before this change.
    await this.checks.forget(tx, ids);
    if (sent.length > 0 || parts === null || used || unsure || beside) {
      await this.stop(tx, open, approvalId, { sent, unsure, beside });
      return;
    }
    const gone = open.filter(({ part }) => !parts.includes(part));
    await this.moveAll(
      tx,
      gone.map((bill) => voided(bill, split)),
    );
    const staying = open.filter((bill) => !gone.includes(bill));
    await this.anew(tx, staying, approvalId, (bill) => (bill.kind === 'held' ? null : MAPPED_ANEW));
    const whole = wholeBill(
      approvalId,
      { instance, originatorName: met.originatorName, formTotal: null },
      scheme,
      corpId,
    );
    const added = splitBills(
      whole,
      { ...split, all: parts },
      parts.filter((part) => !there.has(part)).map((part) => ({ part })),
    );
    await this.ledger.changeParts(tx, { corpId, processInstanceId }, parts, added, SYSTEM);
  }

  /** Stops the bills that were not sent until a person decides; they get the present content of the approval. */
  private async stop(tx: EntityManager, open: readonly PushBill[], approvalId: string, why: WhyStopped): Promise<void> {
    const reason = whyStopped(why);
    await this.anew(tx, open, approvalId, (bill) =>
      bill.kind === 'held' ? null : { to: 'held', reason: reason.slice(0, 500), key: 'parts-changed', rank: 1 },
    );
  }

  /** @param to target of each bill; null if the bill stays held for its present reason. */
  private async anew(
    tx: EntityManager,
    bills: readonly PushBill[],
    approvalId: string,
    to: (bill: PushBill) => Where | null,
  ): Promise<void> {
    const moves = bills.map((bill) => anewMove(bill, to(bill)));
    const moved = await this.ledger.discardContent(tx, moves, SYSTEM);
    for (const { id } of bills) {
      if (!moved.has(id)) throw new StaleBillError(id);
      await this.ledger.readAnew(tx, id, approvalId);
    }
  }

  private async moveAll(tx: EntityManager, moves: readonly Move[]): Promise<void> {
    const moved = await this.ledger.moveAll(tx, moves, SYSTEM);
    for (const { bill } of moves) if (!moved.has(bill.id)) throw new StaleBillError(bill.id);
  }
}

interface WhyStopped {
  sent: readonly PushBill[];
  unsure: boolean;
  beside: boolean;
}
/** Returns the sentence that says why the bills cannot follow the change, and what a person does about it. */
function whyStopped({ sent, unsure, beside }: WhyStopped): string {
  const numbers = sent.slice(0, TOLD).map(({ kingdeeNo, billNo }) => kingdeeNo ?? billNo);
  const others = `${numbers.join('、')}${sent.length > TOLD ? ` 等 ${sent.length} 张` : ''}`;
  if (sent.length > 0)
    return `${EDITED}，而同一张审批的 ${sent.length} 张单据已经推送、正在推送或另行处理（${others}）。钉蝶不会自己补付，也不会少付：打开原审批，核对这一张还该付多少，再取消挂起或排除。`;
  if (unsure)
    return `${EDITED}。这张审批分成几张单据，钉蝶这次启动之前的事不一定都在记录里：打开原审批，在金蝶核对付过哪几张，再取消挂起或排除。`;
  if (beside)
    return `${EDITED}，多出了新的一张，而同一张审批里有排除了的，可能已在别处付过：打开原审批核对，付过的排除，没付过的线下处理。`;
  return `${EDITED}，现在的明细拆不成原来那样的几张单据。钉蝶不会自己重新拆：打开原审批核对，排除后线下处理，或取消挂起。`;
}

interface Where {
  to: 'needs-mapping' | 'held';
  reason: string;
  key: string;
  rank: number;
}
const MAPPED_ANEW: Where = {
  to: 'needs-mapping',
  reason: `${EDITED}，正在按现在的内容重新映射`,
  key: 'source-edited',
  rank: 0,
};

function anewMove(bill: PushBill, where: Where | null): Move {
  if (where === null) return { bill, ...staying(bill), stays: true, action: 'returned', detail: { why: EDITED } };
  const { to, reason } = where;
  const way: Way<'held' | 'needs-mapping'> =
    to === 'held' ? { to, data: { reason, by: SYSTEM.userId } } : { to, data: {} };
  const voids = bill.approvedHash !== null || bill.kind === 'approved';
  return {
    bill,
    ...way,
    patch: {
      ...NOT_APPROVED,
      ...(voids ? { approval_voided: `${EDITED}，原审核不再有效` } : {}),
      action: 'none',
      reason,
      reason_key: where.key,
      reason_rank: where.rank,
      next_attempt_at: null,
    },
    action: to === 'held' ? 'hold' : 'returned',
    detail: { why: EDITED, voided: voids, ...(to === 'held' ? { reason } : {}) },
  };
}

function voided(bill: PushBill, { by }: ApprovalSplit): Move {
  const reason = `${EDITED}，现在的明细里没有这个${by === 'payee' ? '收款人' : '付款组织'}`;
  return supersededMove(bill, reason, bill.processInstanceId);
}
