import { STATE_WORDS } from '@dingdee/shared/bill-state';
import { type Amount, formatAmount, toFen } from '@dingdee/shared/money';
import type { Actor } from '../access/actor.js';
import type { PushBill } from '../bill/bill-claims.js';
import { isHandOf } from '../bill/review-rules.js';
import { daySum, type OwnToday, overDayLimit } from './own-pushes.js';

export interface FourEyes {
  bill: Amount;
  /** What the same person approves and pushes in a day, over all orders. */
  batch: Amount;
  singlePerson: boolean;
}

export interface Refused {
  bill: PushBill;
  reason: string;
  nextStep: string;
}

/**
 * Which of these bills this person may push now (product.md §8). Pure: the same check runs for the sheet and again at confirmation.
 * @param seen version per bill id that the person looked at; a bill that has moved on is left out.
 * @param today what this person both approved and pushed today in other orders.
 * @param pausedBecause why a bill would wait, as a clause; null where nothing of it is paused.
 */
export function eligible(
  bills: readonly PushBill[],
  seen: ReadonlyMap<string, number>,
  actor: Actor,
  limits: FourEyes,
  pausedBecause: (bill: PushBill) => string | null,
  today: OwnToday,
): { eligible: PushBill[]; refused: Refused[] } {
  const refused: Refused[] = [];
  const open = bills.filter((bill) => {
    const refusal = standing(bill, seen.get(bill.id), pausedBecause(bill));
    if (refusal) refused.push({ bill, ...refusal });
    return refusal === null;
  });
  if (limits.singlePerson) return { eligible: open, refused };
  const free = open.filter((bill) => {
    if (!isHandOf(bill, actor)) return true;
    refused.push({
      bill,
      reason: '收款信息是你改的，不论金额都不能由你推送',
      nextStep: '请另一位有推送权限的同事推送',
    });
    return false;
  });
  const own = free.filter((bill) => bill.approvedBy === actor.userId);
  const wholeDay = own.length > 0 && daySum(today, own).withThese >= toFen(limits.batch);
  const over = overDayLimit(today, own, limits.batch);
  const passed = free.filter((bill) => {
    if (bill.approvedBy !== actor.userId) return true;
    const large = (bill.baseFen ?? 0n) >= toFen(limits.bill);
    if (!large && !wholeDay) return true;
    refused.push({
      bill,
      reason: large ? `审核人与推送人都是你，且超过 ¥${formatAmount(limits.bill)}` : over.reason,
      nextStep: large ? '请另一位有推送权限的同事推送' : over.nextStep,
    });
    return false;
  });
  return { eligible: passed, refused };
}

function standing(bill: PushBill, version: number | undefined, paused: string | null): Omit<Refused, 'bill'> | null {
  if (bill.kind !== 'approved')
    return {
      reason: `现在是“${STATE_WORDS[bill.kind]}”，不在待推送`,
      nextStep: bill.kind === 'ready' ? '先审核通过' : '打开单据看原因',
    };
  if (bill.contentHash === null || bill.contentHash !== bill.approvedHash)
    return { reason: '审核之后内容有变化', nextStep: '重新审核' };
  if (version !== undefined && version !== bill.version)
    return { reason: '选中之后被人更新过', nextStep: '刷新后重新选择' };
  if (paused !== null) return { reason: paused, nextStep: '恢复推送后再推' };
  return null;
}
