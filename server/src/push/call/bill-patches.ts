import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { BillPatch } from '../../bill/ledger/bill-ledger.js';
import { NOTHING_TO_DO } from '../../bill/ledger/reversal.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { resendDelay } from './push-step.js';

/** No worker holds it any more. */
export const FREE = { lease_token: null, lease_until: null };
/** Nothing is wrong with it any more: off the lists of troubles, and counted anew. */
export const QUIET = { ...NOTHING_TO_DO, attempt: 0 } as const;
/** Nobody knows how it stands. When Kingdee is asked, if at all before a person says so, is for the caller to add. */
export const doubted = (trouble: Trouble): BillPatch => ({
  ...FREE,
  action: 'check-in-doubt',
  reason: trouble.sentence.slice(0, 500),
  reason_key: trouble.class,
  reason_rank: 0,
});
/**
 * Tried again, ever later, and not before the other side's wait is over.
 * @param waitMs how long Kingdee asks not to be called. @param retryWaitMs RETRY_WAIT_MS
 */
export const tryLater = (bill: PushBill, now: number, waitMs: number, retryWaitMs: number): BillPatch => ({
  ...FREE,
  next_attempt_at: now + Math.max(waitMs, resendDelay(bill.attempt, Math.random(), retryWaitMs)),
  attempt: bill.attempt + 1,
});
