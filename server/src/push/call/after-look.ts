import type { Outcome, Reached } from '@dingdee/shared/bill-state';
import { type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import { formOfBill, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import type { KeyedBill } from '../../bill/ledger/bill-views.js';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { carriedKey } from '../../connectors/kingdee/form/stored-bills.js';
import type { BillKey, StoredBill } from '../../connectors/target.js';
import type { PaidRow } from '../../domain/bill/bill-notes.js';
import type { Numbering, PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { Doubt } from './doubt.js';
import { type NegativeProbe, nextProbeAt, nextStep, provenAbsent, REACHED_IN_KINGDEE } from './push-step.js';
import { isOtherKind, otherPayees } from './row-payees.js';

/** Who a payment bill says is paid, in the order of Kingdee's screen. */
const { header: HEADER, head: ROLES, keyField: USUAL_FIELD } = PAYMENT_FORM;
const PAYEE_FIELDS = [ROLES.payee, ROLES.receiver];
const KIND_FIELDS = [ROLES.payeeType, ROLES.receiverType];

/** What must be equal before a bill that Kingdee holds under our key is taken for ours (product.md §2). */
export interface Claimed {
  /** The form that it was sent under; absent: the payment bill. */
  form?: TargetName;
  thirdBillNo: string;
  /** The fields that may carry it; any of them will do. */
  keyFields: readonly string[];
  /** A person has named this bill although it carries no key. */
  keyless?: boolean;
  orgNumber: string;
  /** null where no payload is kept: then it is not compared. */
  currency: string | null;
  total: string | null;
  /** Whom it pays, as far as it was sent: field and number. */
  payee: Readonly<Record<string, string>>;
  /** Its rows, with the payee of each; empty where no payload is kept. */
  rows: readonly PaidRow[];
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
  /**
   * Not there, but nothing of ours keeps Kingdee from taking a late save and a new one, or somebody took it away there: a person
   * decides (product.md §2).
   */
  | { kind: 'person-decides'; taken: boolean }
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
    // What was cancelled there pays nothing: it is neither adopted nor sent again.
    const why = [...(first.cancelled === true ? ['作废状态'] : []), ...mismatch(claimed, first)];
    if (why.length > 0) return { kind: 'differs', stored: first, why };
    const reached = REACHED_IN_KINGDEE[first.status];
    return { kind: 'adopt', stored: first, reached, booked: nextStep(reached, claimed.outcome) === null };
  }
  const negatives = [...doubt.negatives, asked];
  const proof = provenAbsent(negatives, doubt.sentAt, timing.timeoutMs, timing.gapMs);
  const unguarded = doubt.step === 'save' && ((!doubt.cleared && doubt.guard === null) || doubt.seen);
  if (proof && !unguarded) return doubt.step === 'save' ? { kind: 'absent', proof } : { kind: 'gone' };
  const at = nextLookAt({ ...doubt, asked: doubt.asked + 1, negatives }, now, timing);
  if (at !== null) return { kind: 'ask-again', at };
  return proof ? { kind: 'person-decides', taken: doubt.seen } : { kind: 'ask-a-person' };
}

/** When Kingdee is asked next; null when the schedule is used up. By a clock that was set back since, not before the call was sent: no answer would count. */
export function nextLookAt(doubt: Doubt, now: number, { since, timeoutMs, gapMs, delays }: Timing): number | null {
  const { sentAt, negatives } = doubt;
  // Where a person decides what the answers mean, the whole schedule is used: a late save may still show itself.
  const soon = doubt.guard !== null && !doubt.seen;
  const at = nextProbeAt(since, now, doubt.asked, delays, { sentAt, timeoutMs, gapMs, negatives, soon });
  return at && Math.max(at, sentAt);
}

/** The fields that may carry a bill's key, the form's own first. */
export const keyFieldsOf = (bill: Pick<PushBill, 'keyField' | 'formerKeyFields'>): string[] => [
  ...new Set([USUAL_FIELD, bill.keyField, ...bill.formerKeyFields]),
];

/** A bill as we sent it. @param draft its payload, where one is kept. */
export const claimedBy = (bill: PushBill, draft: PaymentBillDraft | undefined): Claimed => ({
  form: formOfBill(bill),
  thirdBillNo: bill.thirdBillNo,
  keyFields: keyFieldsOf(bill),
  keyless: bill.state.keyless === true,
  orgNumber: bill.orgNumber,
  currency: draft?.header[ROLES.currency] ?? null,
  total: draft?.total ?? null,
  payee: Object.fromEntries([...PAYEE_FIELDS, ...KIND_FIELDS].map((field) => [field, draft?.header[field] ?? ''])),
  rows: draft?.rows ?? [],
  outcome: bill.outcome,
});

/** How a save was sent. */
export interface SentAs extends Numbering {
  form: TargetName;
}

/**
 * Kingdee's key of a bill as it is asked for: by Kingdee's own number where that is known, else ours.
 * @param sentAs how unanswered saves of it were sent: they may stand under another key field, or another form.
 * @param named forms that any bill of the house may stand under: for a bill whose history a restored copy may not know.
 */
export function askedKey(bill: KeyedBill, sentAs: readonly SentAs[] = [], named: readonly TargetName[] = []): BillKey {
  const key = keyOf(bill);
  const former = new Set([...bill.formerKeyFields, ...sentAs.map(({ keyField }) => keyField)]);
  former.delete(USUAL_FIELD);
  former.delete(bill.keyField);
  return {
    ...key,
    forms: [...new Set([...key.forms, ...sentAs.map(({ form }) => form), ...named])],
    billNo: bill.kingdeeNo ?? bill.billNo,
    ...(former.size > 0 && { formerFields: [...former] }),
  };
}

/** A field that was not sent, or that this form does not have, says nothing. */
const storesOther = (sent: string | undefined, held: string | undefined): boolean =>
  Boolean(sent) && held !== undefined && held.trimEnd() !== sent?.trimEnd();

/** Words for what keeps a stored bill from being taken for the one that we sent; empty when nothing does. */
export function mismatch(claimed: Claimed, stored: StoredBill): string[] {
  const keys = claimed.keyFields.map((field) => carriedKey(stored, field));
  const keyed = keys.includes(claimed.thirdBillNo) || (claimed.keyless === true && keys.every((key) => key === ''));
  const [sent, held] = [claimed.form ?? USUAL_TARGET, stored.form ?? USUAL_TARGET];
  return [
    ...(sent === held ? [] : [`单据（金蝶里是${formNamed(held).label}，发送的是${formNamed(sent).label}）`]),
    ...(keyed ? [] : ['第三方单号']),
    ...(stored.orgNumber === claimed.orgNumber ? [] : ['付款组织']),
    ...(claimed.currency === null || stored.currency === claimed.currency ? [] : ['币别']),
    ...(claimed.total === null || stored.total === claimed.total ? [] : ['金额']),
    ...PAYEE_FIELDS.filter((field) => storesOther(claimed.payee[field], stored.header[field])).map(
      (field) => HEADER[field]?.label ?? field,
    ),
    ...KIND_FIELDS.filter((field) => isOtherKind(claimed.payee[field], stored.header[field])).map(
      (field) => HEADER[field]?.label ?? field,
    ),
    ...otherPayees(claimed.rows, stored.rows),
  ];
}
