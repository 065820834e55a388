import type { BillRef, Move } from './bill-ledger.js';
import { NOT_APPROVED } from './not-approved.js';

/** 已作废: nothing of it was sent, and another approval, or a later content of its own, takes its place. @param by instance id of that. */
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
