import type { BillIssue } from '@dingdee/shared/bill';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import type { OutsideSeen, PaidBy } from '@dingdee/shared/outside';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor.js';
import { awaitsOf, type BillNotes, saidPaid, sameNumber } from '../../domain/bill/bill-notes.js';
import { checkTransition } from '../../domain/bill/bill-state.js';
import type { BillState } from '../../domain/bill/stored-state.js';
import { type BillPatch, type BillRef, type Move } from '../ledger/bill-ledger.js';
import type { ParkedBill } from '../ledger/bill-views.js';
import { paidByKey } from '../ledger/closed-by-person.js';
import { firstReason } from '../ledger/first-reason.js';
import { staying } from '../ledger/moved-bill.js';
import { NOT_APPROVED } from '../ledger/not-approved.js';
import { askedWords, secondOf } from '../ledger/second-person.js';
import type { OutsidePayment } from './outside-payment.js';

/** @param action name of the action in the history. */
export const holdMove = (bill: ParkedBill, reason: string, actor: Actor, action = 'hold'): Move =>
  parkMove(bill, 'held', reason, actor, action);

/**
 * Returns the move of 恢复. One person says that the changed approval was not paid otherwise; another approves the bill.
 * @param issues of the last mapping
 */
export const releaseMove = (bill: ParkedBill, issues: readonly BillIssue[], reason: string, actor: Actor): Move => ({
  bill,
  to: bill.contentHash === null ? 'needs-mapping' : 'ready',
  data: { ...saidPaid(bill.state), ...clearedBy(bill, actor) },
  patch: firstReason(issues),
  action: 'release',
  detail: { reason },
});

const clearedBy = ({ state }: ParkedBill, actor: Actor): Pick<BillNotes, 'cleared'> => {
  const awaits = awaitsOf(state);
  return awaits === null ? {} : { cleared: { by: actor.userId, byName: actor.name, sentence: awaits.sentence } };
};

/** Closing of a bill by a person: 排除, or 线下已处理 with the bill in Kingdee that paid it. */
export interface Closing {
  what: 'exclude' | 'handle-outside';
  reason: string;
  actor: Actor;
  approvedOnce: boolean;
  singlePerson: boolean;
  paidBy?: OutsidePayment | undefined;
}
const CLOSED = { exclude: 'excluded', 'handle-outside': 'handled-outside' } as const;
/** Names of the actions in the history: 期初 is `handle-outside` too, and no person decides that. */
const CALLED = { exclude: 'exclude', 'handle-outside': 'settle-outside' } as const;

/**
 * Returns the move of 排除 and 线下已处理: the bill is closed, or, if that takes two people and nobody has asked yet, the closing is asked for.
 * @throws BillRefusedError if this person has asked already, IllegalTransitionError
 */
export async function closeMove(reads: EntityManager, bill: ParkedBill, closing: Closing): Promise<Move> {
  const { what, actor, approvedOnce, singlePerson } = closing;
  const paidBy = closing.paidBy && { number: closing.paidBy.number, seen: closing.paidBy.seen };
  const reason = paidBy === undefined ? closing.reason : `${closing.reason}（${paidByWords(paidBy)}）`;
  const alone = singlePerson || !approvedOnce;
  const before = alone ? null : await secondOf(reads, bill.state, what, actor);
  // Another payment is another request: nobody has confirmed this one.
  const asked = before !== null && sameNumber(before.number, paidBy?.number) ? before : null;
  if (alone || asked !== null) {
    const stamp = {
      ...(asked ? { askedBy: asked.by, asked: asked.reason } : {}),
      ...(singlePerson && { singlePerson }),
      ...(paidBy && { paidBy }),
    };
    return parkMove(bill, CLOSED[what], reason, actor, CALLED[what], stamp, paidBy);
  }
  checkTransition(bill, CLOSED[what]);
  const request = { what, by: actor.userId, byName: actor.name, reason, ...(paidBy && { number: paidBy.number }) };
  const patch = { reason: askedWords(request).slice(0, 500), reason_key: `${what}-asked`, reason_rank: 1 };
  return {
    bill,
    ...staying(bill, request),
    patch,
    action: `${CALLED[what]}-asked`,
    detail: { reason },
    stays: true,
  };
}

/**
 * Returns the move of a bill from before the first day (期初) after the first day was moved later: a person closes it, and may undo that
 * for a day. Only for bills that were never approved.
 */
export const openingMove = (bill: BillRef & BillState, reason: string, actor: Actor): Move => ({
  bill,
  to: 'handled-outside',
  data: {
    ...saidPaid(bill.state),
    ...(bill.state.awaits && { awaits: bill.state.awaits }),
    reason,
    by: actor.userId,
  },
  patch: closedPatch('handled-outside', reason),
  action: 'handle-outside',
  detail: { reason },
});

const closedPatch = (to: BillStateKind, reason: string): BillPatch => ({
  action: 'none',
  reason: reason.slice(0, 500),
  reason_key: `${to}:${reason}`.slice(0, 250),
  reason_rank: 3,
});

const SEEN_WORDS: Readonly<Record<OutsideSeen, string>> = {
  same: '查过，一致',
  differs: '查过，不一致',
  absent: '金蝶里没有这个编号',
  unanswered: '当时问不到金蝶',
};
const paidByWords = ({ number, seen }: PaidBy): string => `金蝶单据 ${number}，${SEEN_WORDS[seen]}`;

/** Request to restore a bill that a person closed. */
export type Restoring = Omit<Closing, 'what' | 'paidBy'>;

/**
 * Returns the move of 撤销归档: the bill comes back, or, if its closing took two people and nobody has asked yet, that is asked for.
 * @throws BillRefusedError if this person has asked already
 */
export async function takeBackMove(reads: EntityManager, bill: ParkedBill, restoring: Restoring): Promise<Move> {
  const { reason, actor, approvedOnce, singlePerson } = restoring;
  if (singlePerson || !approvedOnce) return restoreMove(bill, reason, actor);
  const asked = await secondOf(reads, bill.state, 'restore', actor);
  if (asked !== null) return restoreMove(bill, reason, actor, { askedBy: asked.by, asked: asked.reason });
  const request = { what: 'restore', by: actor.userId, byName: actor.name, reason } as const;
  return {
    bill,
    ...staying(bill, request),
    // reason_key is kept: it says what closed the bill and what paid it, and that stays true.
    patch: { reason: `${askedWords(request)}；${bill.state.reason ?? ''}`.slice(0, 500) },
    action: 'restore-asked',
    detail: { reason },
    stays: true,
  };
}

/**
 * Returns the move back to `collected`: the bill is mapped anew from its approval before anybody sees it as payable; no earlier approval
 * comes back.
 */
const restoreMove = (bill: ParkedBill, reason: string, actor: Actor, stamp: object = {}): Move => ({
  bill,
  to: 'collected',
  data: saidPaid(bill.state),
  patch: {
    ...NOT_APPROVED,
    action: 'none',
    reason: null,
    reason_key: '',
    reason_rank: 9,
    approval_voided:
      `曾${WAS[bill.kind === 'excluded' ? 'excluded' : 'handled-outside']}（${bill.state.reason ?? ''}），${actor.name}撤销：${reason}`.slice(
        0,
        300,
      ),
  },
  action: 'restore',
  detail: { reason, was: bill.kind, before: bill.state.reason, ...stamp },
});
const WAS = { excluded: '排除', 'handled-outside': '记为线下已处理' } as const;

function parkMove(
  bill: ParkedBill,
  to: Extract<BillStateKind, 'held' | 'excluded' | 'handled-outside'>,
  reason: string,
  actor: Actor,
  action: string,
  stamp: object = {},
  paidBy?: PaidBy,
): Move {
  const patch: BillPatch = {
    ...closedPatch(to, reason),
    ...(paidBy && { reason_key: paidByKey(paidBy.number) }),
    // Also for a bill that Kingdee refused: it was approved, and is not when it comes back.
    ...(bill.kind === 'approved' || bill.approvedHash !== null ? { ...NOT_APPROVED, approval_voided: VOIDED[to] } : {}),
  };
  const common = { bill, patch, action, detail: { reason, ...stamp } };
  const by = actor.userId;
  const said = saidPaid(bill.state);
  if (to === 'held') {
    const question = action === 'ask-applicant' ? { question: true as const } : {};
    return { ...common, to, data: { ...said, reason, by, ...question } };
  }
  // What the bill waits for is kept after the closing: a restored bill waits again.
  const awaits = bill.state.awaits ? { awaits: bill.state.awaits } : {};
  return { ...common, to, data: { ...said, ...awaits, reason, by, ...(paidBy && { paidBy }) } };
}

const VOIDED = {
  held: '挂起过，原审核不再有效',
  excluded: '已排除，原审核不再有效',
  'handled-outside': '线下已处理，原审核不再有效',
};
