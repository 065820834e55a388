import type { Outcome, Reached } from '@dingdee/shared/bill-state';
import type { PushBill } from '../bill/bill-claims.js';
import type { StoredBill } from '../kingdee/kingdee.client.js';
import type { PaymentBillDraft } from '../kingdee/payment-bill.js';
import {
  type CallStep,
  type NegativeProbe,
  nextProbeAt,
  nextStep,
  provenAbsent,
  REACHED_IN_KINGDEE,
} from './push-step.js';

/** A bill's last unvouched call and what Kingdee said to our questions since. */
export interface Doubt {
  step: CallStep;
  attempt: number;
  sentAt: number;
  asked: number;
  negatives: readonly NegativeProbe[];
}

/** A bill nobody has asked about yet. */
export const NO_DOUBT: Doubt = { step: 'save', attempt: 1, sentAt: 0, asked: 0, negatives: [] };

/** What must be equal before a bill that Kingdee holds under our key is taken for ours (product.md §2). */
export interface Claimed {
  thirdBillNo: string;
  orgNumber: string;
  /** null where no payload is kept: then it is not compared. */
  currency: string | null;
  total: string | null;
  outcome: Outcome;
}

export interface Timing {
  /** Since when the bill is in doubt. */
  since: number;
  /** KINGDEE_TIMEOUT_MS: so long may the first call still be running. */
  timeoutMs: number;
  gapMs: number;
  /** Offsets of the questions from `since`. */
  delays: readonly number[];
}

/** What follows from one answer of Kingdee. Only `absent` lets a save be sent again, and it carries its proof. */
export type AfterLook =
  | { kind: 'two-found'; stored: readonly StoredBill[] }
  | { kind: 'differs'; stored: StoredBill; why: readonly string[] }
  | { kind: 'adopt'; stored: StoredBill; reached: Reached; booked: boolean }
  | { kind: 'absent'; proof: readonly [NegativeProbe, NegativeProbe] }
  /** Kingdee held it once and does not any more. */
  | { kind: 'gone' }
  | { kind: 'ask-again'; at: number }
  | { kind: 'ask-a-person' };

/** @param asked the question just answered; its time counts, not the answer's. */
export function afterLook(
  claimed: Claimed,
  doubt: Doubt,
  stored: readonly StoredBill[],
  asked: NegativeProbe,
  now: number,
  timing: Timing,
): AfterLook {
  const [first, second] = stored;
  if (second) return { kind: 'two-found', stored };
  if (first) {
    const why = mismatch(claimed, first);
    if (why.length > 0) return { kind: 'differs', stored: first, why };
    const reached = REACHED_IN_KINGDEE[first.status];
    return { kind: 'adopt', stored: first, reached, booked: nextStep(reached, claimed.outcome) === null };
  }
  const negatives = [...doubt.negatives, asked];
  const proof = provenAbsent(negatives, doubt.sentAt, timing.timeoutMs, timing.gapMs);
  if (proof) return doubt.step === 'save' ? { kind: 'absent', proof } : { kind: 'gone' };
  const at = nextLookAt({ ...doubt, asked: doubt.asked + 1, negatives }, now, timing);
  return at === null ? { kind: 'ask-a-person' } : { kind: 'ask-again', at };
}

/** When Kingdee is asked next; null when the schedule is used up. */
export const nextLookAt = (doubt: Doubt, now: number, { since, timeoutMs, gapMs, delays }: Timing): number | null =>
  nextProbeAt(since, now, doubt.asked, delays, { sentAt: doubt.sentAt, timeoutMs, gapMs, negatives: doubt.negatives });

/** A bill as we sent it. @param draft its payload, where one is kept. */
export const claimedBy = (bill: PushBill, draft: PaymentBillDraft | undefined): Claimed => ({
  thirdBillNo: bill.thirdBillNo,
  orgNumber: bill.orgNumber,
  currency: draft?.header.currency ?? null,
  total: draft?.total ?? null,
  outcome: bill.outcome,
});

/** Words for what keeps a stored bill from being taken for ours; empty when nothing does. */
export function mismatch(claimed: Claimed, stored: StoredBill): string[] {
  return [
    ...(stored.thirdBillNo === claimed.thirdBillNo ? [] : ['第三方单号']),
    ...(stored.orgNumber === claimed.orgNumber ? [] : ['付款组织']),
    ...(claimed.currency === null || stored.currency === claimed.currency ? [] : ['币别']),
    ...(claimed.total === null || stored.total === claimed.total ? [] : ['金额']),
  ];
}
