import { setImmediate } from 'node:timers/promises';
import { STATE_WORDS } from '@dingdee/shared/bill-state';
import { type Amount, formatAmount, toFen } from '@dingdee/shared/money';
import type { WhoElse } from '../../access/member/who-else.js';
import { isHandOf, otherPusher } from '../../bill/action/review-rules.js';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Actor } from '../../domain/actor.js';
import { daySum, type OwnToday, overDayLimit } from './own-pushes.js';

export interface FourEyes {
  bill: Amount;
  /** What the same person approves and pushes in a day, over all orders. */
  batch: Amount;
  singlePerson: boolean;
  /** Who else there is, to be named. */
  who?: WhoElse;
}

export interface Refused {
  bill: PushBill;
  reason: string;
  nextStep: string;
}
/** Why a bill may not go now, and what is to be done; null where nothing stands in its way. */
export type Standstill = (bill: PushBill) => Omit<Refused, 'bill'> | null;

/** Bills that are looked at before the rest of the program has its turn: a few milliseconds. */
const SLICE = 500;

/**
 * Which of these bills this person may push now (product.md §8): the same check runs for the sheet and again at confirmation. It looks
 * at nothing but what it is given, in slices between which the event loop turns.
 * @param seen version per bill id that the person looked at; a bill that has moved on is left out.
 * @param today what this person both approved and pushed today in other orders.
 * @param standstill what holds a bill whoever pushes it: a pause, its scheme.
 */
export async function eligible(
  bills: readonly PushBill[],
  seen: ReadonlyMap<string, number>,
  actor: Actor,
  limits: FourEyes,
  standstill: Standstill,
  today: OwnToday,
): Promise<{ eligible: PushBill[]; refused: Refused[] }> {
  const refused: Refused[] = [];
  const sieve = async (from: readonly PushBill[], why: (bill: PushBill) => Omit<Refused, 'bill'> | null) => {
    const passed: PushBill[] = [];
    for (const [index, bill] of from.entries()) {
      if (index % SLICE === SLICE - 1) await setImmediate();
      const refusal = why(bill);
      if (refusal) refused.push({ bill, ...refusal });
      else passed.push(bill);
    }
    return passed;
  };
  const other = (bill: PushBill): string =>
    limits.who ? otherPusher(bill, actor, limits.who) : '请另一位有“推送”角色的同事推送';
  const open = await sieve(bills, (bill) => standing(bill, seen.get(bill.id)) ?? standstill(bill));
  if (limits.singlePerson) return { eligible: open, refused };
  const free = await sieve(open, (bill) =>
    isHandOf(bill, actor) ? { reason: '收款信息是你改的，不论金额都不能由你推送', nextStep: other(bill) } : null,
  );
  // What is refused for its own size is not pushed: it does not count towards the day.
  const largeFen = toFen(limits.bill);
  const small = await sieve(free, (bill) =>
    bill.approvedBy === actor.userId && (bill.baseFen ?? 0n) >= largeFen
      ? { reason: `审核人与推送人都是你，且达到 ¥${formatAmount(limits.bill)}`, nextStep: other(bill) }
      : null,
  );
  const own = small.filter((bill) => bill.approvedBy === actor.userId);
  if (own.length === 0 || daySum(today, own).withThese < toFen(limits.batch)) return { eligible: small, refused };
  const over = overDayLimit(today, own, limits.batch);
  const fewer = own.some((bill) => daySum(today, [bill]).withThese < toFen(limits.batch)) ? '，或少选几笔' : '';
  const passed = await sieve(small, (bill) =>
    bill.approvedBy === actor.userId ? { reason: over, nextStep: `${other(bill)}${fewer}` } : null,
  );
  return { eligible: passed, refused };
}

function standing(bill: PushBill, version: number | undefined): Omit<Refused, 'bill'> | null {
  if (bill.kind !== 'approved')
    return {
      reason: `现在是“${STATE_WORDS[bill.kind]}”，不在待推送`,
      nextStep: bill.kind === 'ready' ? '先审核通过' : '打开单据看原因',
    };
  if (bill.contentHash === null || bill.contentHash !== bill.approvedHash)
    return { reason: '审核之后内容有变化', nextStep: '重新审核' };
  if (version !== undefined && version !== bill.version)
    return { reason: '选中之后被人更新过', nextStep: '刷新后重新选择' };
  return null;
}
