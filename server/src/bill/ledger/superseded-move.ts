import type { BillRef, Move } from './bill-ledger.js';
import { NOT_APPROVED } from './not-approved.js';

/**
 * Returns the move to 已作废: nothing of the bill was sent, and another approval, or a later content of its own, replaces it.
 * @param by instance id of the replacement.
 */
export const supersededMove = (bill: BillRef, reason: string, by: string): Move => ({
  bill,
  to: 'superseded',
  data: { reason, by },
  patch: {
    action: 'none',
    reason,
    reason_key: 'superseded',
    reason_rank: 3,
    next_attempt_at: null,
    ...(bill.kind === 'approved' ? { ...NOT_APPROVED, approval_voided: `${reason}，原审核不再有效` } : {}),
  },
  action: 'superseded',
  detail: { reason },
});
