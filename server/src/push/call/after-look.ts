import type { Outcome, Reached } from '@dingdee/shared/bill-state';
import { type TargetName, USUAL_TARGET } from '@dingdee/shared/scheme';
import { formOfBill, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import type { KeyedBill } from '../../bill/ledger/bill-views.js';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { carriedKey } from '../../connectors/kingdee/form/stored-bills.js';
import type { BillKey, StoredBill } from '../../connectors/target.js';
import type { BillNotes, PaidRow } from '../../domain/bill/bill-notes.js';
import type { Numbering, PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import type { Doubt } from './doubt.js';
import { type NegativeProbe, nextProbeAt, nextStep, provenAbsent, REACHED_IN_KINGDEE } from './push-step.js';
import { isOtherKind, otherPayees } from './row-payees.js';

const { header: HEADER, head: ROLES, keyField: USUAL_FIELD } = PAYMENT_FORM;
/** The fields of a payment bill that name the payee, in the order of Kingdee's screen. */
const PAYEE_FIELDS = [ROLES.payee, ROLES.receiver];
const KIND_FIELDS = [ROLES.payeeType, ROLES.receiverType];

/** The values that must be equal before a bill that Kingdee holds under our key is accepted as ours (product.md §2). */
export interface Claimed {
  /** Form that the bill was sent under; absent for the payment bill. */
  form?: TargetName;
  thirdBillNo: string;
  /** Fields that may carry the key; one match is enough. */
  keyFields: readonly string[];
  /** A person has named this bill, although it carries no key. */
  keyless?: boolean;
  orgNumber: string;
  /** null if no payload is kept; then the currency is not compared. */
  currency: string | null;
  total: string | null;
  /** Payee values that were sent, by field. */
  payee: Readonly<Record<string, string>>;
  /** Rows of the bill with the payee of each row; empty if no payload is kept. */
  rows: readonly PaidRow[];
  /** Rows that Kingdee made of ours and that a person was shown, and whether a person has accepted them. */
  replaced?: { rows: readonly PaidRow[]; accepted: boolean };
  outcome: Outcome;
}

export interface Timing {
  /** Time since when the bill is in doubt, in Unix ms. */
  since: number;
  /** KINGDEE_TIMEOUT_MS: the longest time for which the first call may still be running. */
  timeoutMs: number;
  gapMs: number;
  /** Times of the looks, as offsets from `since` in ms. */
  delays: readonly number[];
}

/** The conclusion from one answer of Kingdee. Only `absent` lets a save be sent again, and it carries its proof. */
export type AfterLook =
  | { kind: 'two-found'; stored: readonly StoredBill[] }
  | { kind: 'differs'; stored: StoredBill; why: readonly string[] }
  | { kind: 'adopt'; stored: StoredBill; reached: Reached; booked: boolean }
  | { kind: 'absent'; proof: readonly [NegativeProbe, NegativeProbe] }
  /** Kingdee held the bill before and does not hold it now. */
  | { kind: 'gone' }
  | { kind: 'ask-again'; at: number }
  /**
   * Kingdee does not hold the bill. But no number of ours keeps Kingdee from accepting both a late save and a new one, or somebody
   * removed the bill there. A person decides (product.md §2).
   */
  | { kind: 'person-decides'; taken: boolean }
  | { kind: 'ask-a-person' };

/**
 * Returns the conclusion from one answered look.
 * @param asked the look that was just answered; the time of the question counts, not the time of the answer.
 */
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
    // A bill that is cancelled in Kingdee pays nothing. It is neither adopted nor sent again.
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

/**
 * Returns the time of the next look, in Unix ms; null if the schedule is used up. If the clock was set back since the call was sent,
 * the look waits until the sending time: an earlier answer would not count.
 */
export function nextLookAt(doubt: Doubt, now: number, { since, timeoutMs, gapMs, delays }: Timing): number | null {
  const { sentAt, negatives } = doubt;
  // If a person decides what the answers mean, the whole schedule is used, because a late save may still appear.
  const soon = doubt.guard !== null && !doubt.seen;
  const at = nextProbeAt(since, now, doubt.asked, delays, { sentAt, timeoutMs, gapMs, negatives, soon });
  return at && Math.max(at, sentAt);
}

/** Returns the fields that may carry the key of a bill, the usual field of the form first. */
export const keyFieldsOf = (bill: Pick<PushBill, 'keyField' | 'formerKeyFields'>): string[] => [
  ...new Set([USUAL_FIELD, bill.keyField, ...bill.formerKeyFields]),
];

/**
 * Returns the values of a bill as we sent it.
 * @param draft payload of the bill, if one is kept.
 */
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
  ...(bill.state.replaced
    ? { replaced: { rows: bill.state.replaced.rows, accepted: paidAs(bill) !== undefined } }
    : {}),
  outcome: bill.outcome,
});

/** Returns the rows that Kingdee made of ours and that a person has accepted. */
export const paidAs = ({ state }: { state: BillNotes }): readonly PaidRow[] | undefined =>
  state.replaced !== undefined && state.replaced.key === state.filled ? state.replaced.rows : undefined;

/** How a save was sent: numbering, key field and form. */
export interface SentAs extends Numbering {
  form: TargetName;
}

/**
 * Returns the key under which Kingdee is asked for a bill: Kingdee's own number if it is known, otherwise our number; and its Id if it
 * carries no key of ours.
 * @param sentAs how unanswered saves of the bill were sent: they may be stored under another key field or another form.
 * @param named all forms that the schemes have ever named: for a bill whose history a restored copy may not know.
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
    // Without a key only the number names the bill, and people may change it in Kingdee.
    ...(bill.state.keyless === true &&
      bill.kingdeeId !== null && { held: { form: formOfBill(bill), id: bill.kingdeeId } }),
  };
}

/** Tells whether the stored value differs from the sent value. A field that was not sent, or that the form does not have, does not count. */
const storesOther = (sent: string | undefined, held: string | undefined): boolean =>
  Boolean(sent) && held !== undefined && held.trimEnd() !== sent?.trimEnd();

/** A payee that was shown to a person is no surprise: it may be deleted with its bill, and does not replace the trouble that shows it. */
const otherThanEither = ({ rows, replaced }: Claimed, stored: StoredBill): string[] =>
  replaced && otherPayees(replaced.rows, stored.rows).length === 0 ? [] : otherPayees(rows, stored.rows);

/** Returns words for each difference that keeps a stored bill from being accepted as the one that we sent; empty if there is none. */
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
    ...otherThanEither(claimed, stored),
  ];
}
