import { USUAL_TARGET } from '@dingdee/shared/scheme';
import { formOfBill, type PushBill } from '../../bill/ledger/bill-claims.js';
import type { Way } from '../../bill/ledger/bill-ledger.js';
import { carriedKey } from '../../connectors/kingdee/form/stored-bills.js';
import type { StoredBill } from '../../connectors/target.js';
import type { BillNotes, Trouble } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { keyFieldsOf } from '../call/after-look.js';
import { FREE } from '../call/bill-patches.js';
import { auditedMeanwhile } from './withdrawal-words.js';

/**
 * Returns the move of our bill that people changed and audited in Kingdee while its state was unknown. It may be paid, and no look
 * will ever find it as it was sent. It leaves the doubt; the watch shows it to a person, who says whether it is still valid.
 * @returns null if our bill is not among the bills found, or is not audited: then it may still be corrected in Kingdee.
 */
export function auditedOtherwise(
  bill: PushBill,
  found: readonly StoredBill[],
  trouble: Trouble,
): AuditedOtherwise | null {
  const own = ownOf(bill, found);
  if (own?.status !== 'C' || own.cancelled === true) return null;
  return {
    to: 'failed',
    data: {
      ...carriedTo('failed', bill.state),
      ...wantedOut(bill, trouble),
      trouble,
      withdrawal: undefined,
      askNow: undefined,
    },
    patch: {
      ...FREE,
      action: 'withdraw',
      reason: trouble.sentence.slice(0, 500),
      reason_key: 'halted:differs',
      reason_rank: 1,
      withdrawing: 0,
      next_attempt_at: null,
      attempt: 0,
      reached: 'audited',
      kingdee_id: own.id,
      kingdee_no: own.billNo,
    },
    detail: { found: own.billNo, status: own.status },
  };
}

/** Returns our bill, by its Id if that is known: a copy with our key is not ours. */
function ownOf(bill: PushBill, found: readonly StoredBill[]): StoredBill | undefined {
  // A bill that carries our key in another form is never adopted (decision 74), and an Id is unique only within its form.
  const ofForm = found.filter(({ form = USUAL_TARGET }) => form === formOfBill(bill));
  if (bill.kingdeeId !== null) return ofForm.find(({ id }) => id === bill.kingdeeId);
  if (found.length !== 1) return undefined;
  return ofForm.find((each) => keyFieldsOf(bill).some((field) => carriedKey(each, field) === bill.thirdBillNo));
}

/**
 * Returns the note for a bill that somebody wanted to withdraw: if it appears again as it was sent, a person chooses, and the watch
 * books nothing automatically.
 */
function wantedOut(bill: PushBill, trouble: Trouble): Pick<BillNotes, 'watchSaid'> {
  if (bill.state.withdrawal === undefined && bill.state.trouble?.class !== 'audited') return {};
  const choice = auditedMeanwhile(bill.kingdeeNo ?? bill.billNo, trouble.since);
  const listed = { action: 'continue', reason_key: choice.class } as const;
  return { watchSaid: { key: 'otherwise', before: choice, listed } };
}

type AuditedOtherwise = Way<'failed'>;
