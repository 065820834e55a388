import type { BillIssue } from '@dingdee/shared/bill';
import type { Actor } from '../../domain/actor.js';
import { saidPaid } from '../../domain/bill/bill-notes.js';
import type { Move } from '../ledger/bill-ledger.js';
import type { MovingBill } from '../ledger/bill-views.js';
import { firstReason } from '../ledger/first-reason.js';
import { NOT_APPROVED } from '../ledger/not-approved.js';

/** Returns the move of 撤回审核 for a bill that was not sent. @param issues of the last mapping */
export const unapproveMove = (
  bill: MovingBill & { approvedBy: string | null },
  issues: readonly BillIssue[],
  reason: string,
  actor: Actor,
): Move => ({
  bill,
  to: 'ready',
  data: saidPaid(bill.state),
  patch: {
    ...NOT_APPROVED,
    ...firstReason(issues),
    approval_voided: `${actor.name}撤回了审核：${reason}`.slice(0, 300),
  },
  action: 'unapprove',
  detail: { reason, approvedBy: bill.approvedBy },
});
