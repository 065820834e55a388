import { setImmediate } from 'node:timers/promises';
import { type Amount, toFen } from '@dingdee/shared/money';
import type { WhoElse } from '../../access/member/who-else.js';
import { NO_FACTS, whyNot } from '../../bill/action/offered-actions.js';
import { otherPusher } from '../../bill/action/review-rules.js';
import type { WhyNot } from '../../bill/action/why-not.js';
import { offerParts } from '../../bill/action/why-not-words.js';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Actor } from '../../domain/actor.js';
import { daySum, type OwnToday, overDayLimit } from './own-pushes.js';

export interface FourEyes {
  bill: Amount;
  /** Limit of the sum that the same person approves and pushes in a day, over all orders. */
  batch: Amount;
  singlePerson: boolean;
  /** Other people who may act, to be named in the sentence. */
  who?: WhoElse;
}

export interface Refused {
  bill: PushBill;
  reason: string;
  nextStep: string;
}
/** Returns why a bill may not be pushed now, and what is to be done; null if nothing stops it. */
export type Standstill = (bill: PushBill) => Omit<Refused, 'bill'> | null;

/** Number of bills that are checked before the event loop may turn: a few milliseconds. */
const SLICE = 250;

/**
 * Returns which of these bills this person may push now (product.md §8), by the rule of 推送 and further facts (docs/decisions/0046).
 * The same check runs for the sheet and again at confirmation. It uses only its arguments, and works in slices between which the event
 * loop turns.
 * @param seen version by bill id that the person looked at; a bill with another version is left out.
 * @param today bills that this person both approved and pushed today in other orders.
 * @param standstill what stops a bill, whoever pushes it: a pause, its scheme.
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
  const policy = {
    singlePerson: limits.singlePerson,
    fourEyesBill: limits.bill,
    ...(limits.who && { who: limits.who }),
  };
  const told = (bill: PushBill, why: WhyNot): Omit<Refused, 'bill'> => {
    const { cause, next } = offerParts(why, { action: 'push', bill, actor, policy });
    return { reason: cause, nextStep: next };
  };
  // A bill that is refused for its own amount is not pushed, so it does not count for the day.
  const small = await sieve(bills, (bill) => {
    const why = whyNot('push', bill, actor, NO_FACTS, policy);
    if (why?.code === 'bill/not-approved') return told(bill, why);
    // The reasons that stop the bill for everyone come before the reasons that concern only this person.
    return changed(bill, seen.get(bill.id)) ?? standstill(bill) ?? (why && told(bill, why));
  });
  if (limits.singlePerson) return { eligible: small, refused };
  const other = (bill: PushBill): string =>
    limits.who ? otherPusher(bill, actor, limits.who) : '请另一位有“推送”角色的同事推送';
  const own = small.filter((bill) => bill.approvedBy === actor.userId);
  if (own.length === 0 || daySum(today, own).withThese < toFen(limits.batch)) return { eligible: small, refused };
  const over = overDayLimit(today, own, limits.batch);
  const fewer = own.some((bill) => daySum(today, [bill]).withThese < toFen(limits.batch)) ? '，或少选几笔' : '';
  const passed = await sieve(small, (bill) =>
    bill.approvedBy === actor.userId ? { reason: over, nextStep: `${other(bill)}${fewer}` } : null,
  );
  return { eligible: passed, refused };
}

const changed = (bill: PushBill, version: number | undefined): Omit<Refused, 'bill'> | null =>
  version === undefined || version === bill.version
    ? null
    : { reason: '选中之后被人更新过', nextStep: '刷新后重新选择' };
