import type { PushBill } from '../bill/bill-claims.js';
import type { Move } from '../bill/bill-ledger.js';
import type { StoredBill } from '../kingdee/kingdee.client.js';
import { carriedKey } from '../kingdee/stored-bills.js';
import { keyFieldsOf } from './after-look.js';
import { FREE } from './bill-patches.js';
import type { Trouble } from './push-step.js';

/**
 * A bill of ours that Kingdee's people changed and audited while nobody knew how it stood: it may be paid, and no look will ever find it
 * as it was sent. It leaves the doubt; the watch lays it before a person, who says whether it stands.
 * @returns null where none of the bills found carries our key and is audited: that one is not ours, or may still be put right there.
 */
export function auditedOtherwise(
  bill: PushBill,
  found: readonly StoredBill[],
  trouble: Trouble,
): AuditedOtherwise | null {
  const carries = (each: StoredBill) => keyFieldsOf(bill).some((field) => carriedKey(each, field) === bill.thirdBillNo);
  const own = found.find((each) => each.status === 'C' && each.cancelled !== true && carries(each));
  if (!own) return null;
  return {
    to: 'failed',
    data: { ...bill.state, trouble, withdrawal: undefined, askNow: undefined },
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

type AuditedOtherwise = Pick<Move, 'to' | 'data' | 'patch' | 'detail'>;
