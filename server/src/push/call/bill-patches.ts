import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { BillPatch } from '../../bill/ledger/bill-ledger.js';
import { NOTHING_TO_DO } from '../../bill/ledger/reversal.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { resendDelay } from './push-step.js';

/** Releases the lease: no worker holds the bill. */
export const FREE = { lease_token: null, lease_until: null };
/** Clears the trouble of a bill: it leaves the lists of troubles, and its attempts are counted from 0. */
export const QUIET = { ...NOTHING_TO_DO, attempt: 0 } as const;
/** Returns the patch of a bill in doubt. The caller adds the time of the next look, or none if only a person may start it. */
export const doubted = (trouble: Trouble): BillPatch => ({
  ...FREE,
  action: 'check-in-doubt',
  reason: trouble.sentence.slice(0, 500),
  reason_key: trouble.class,
  reason_rank: 0,
});
/**
 * Returns the patch of a bill that is tried again with a growing back-off, and not before the wait that Kingdee asks for is over.
 * @param waitMs how long Kingdee asks not to be called.
 * @param retryWaitMs RETRY_WAIT_MS
 */
export const tryLater = (bill: PushBill, now: number, waitMs: number, retryWaitMs: number): BillPatch => ({
  ...FREE,
  next_attempt_at: now + Math.max(waitMs, resendDelay(bill.attempt, Math.random(), retryWaitMs)),
  attempt: bill.attempt + 1,
});
