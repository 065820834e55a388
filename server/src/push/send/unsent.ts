import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Move } from '../../bill/ledger/bill-ledger.js';
import type { KingdeeUnavailableError } from '../../connectors/target.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { carriedTo } from '../../domain/bill/stored-state.js';
import { FREE, tryLater } from '../call/bill-patches.js';
import type { ClaimedCall } from './claimed-call.js';

/**
 * Returns the move of a bill whose call was not sent. It waits for another try; or, if a person must repair the cause, it goes back to
 * 待推送 if Kingdee holds nothing of it, otherwise to 异常.
 * @param retryWaitMs RETRY_WAIT_MS
 */
export function unsent(
  call: ClaimedCall,
  bill: PushBill,
  { sentence, transient, errorClass, waitMs }: KingdeeUnavailableError,
  now: number,
  retryWaitMs: number,
): Move {
  const common = { bill, lease: call.leaseToken, action: 'push-not-sent', detail: { step: call.step, sentence } };
  if (transient)
    return {
      ...common,
      to: 'pushing',
      data: carriedTo('pushing', bill.state),
      patch: tryLater(bill, now, waitMs, retryWaitMs),
    };
  const reason = { reason: sentence, reason_key: 'unavailable', reason_rank: 2 };
  if (bill.reached === 'none')
    return {
      ...common,
      to: 'approved',
      data: {},
      patch: { ...FREE, ...reason, next_attempt_at: null, action: 'push' },
    };
  const trouble: Trouble = {
    class: errorClass,
    step: call.step,
    sentence,
    nextStep: '请管理员处理后点“继续”。',
    since: now,
    messages: [],
  };
  return {
    ...common,
    to: 'failed',
    data: { ...carriedTo('failed', bill.state), trouble },
    patch: { ...FREE, ...reason, next_attempt_at: null, action: 'continue' },
  };
}
