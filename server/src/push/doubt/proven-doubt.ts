import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Settings } from '../../config/settings.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import type { Doubt } from '../call/doubt.js';
import { type NegativeProbe, provenAbsent, timesTaken } from '../call/push-step.js';

/**
 * Returns the doubt about the last save of a bill, with the two answers "not found" that a decision to send it again cites.
 * @throws BillRefusedError if there are no two such answers.
 */
export function provenDoubt(
  doubt: Doubt | undefined,
  { KINGDEE_TIMEOUT_MS, PROBE_GAP_MS }: Pick<Settings, 'KINGDEE_TIMEOUT_MS' | 'PROBE_GAP_MS'>,
): { doubt: Doubt; proof: readonly [NegativeProbe, NegativeProbe] } {
  const proof = doubt && provenAbsent(doubt.negatives, doubt.sentAt, KINGDEE_TIMEOUT_MS, PROBE_GAP_MS);
  if (doubt?.step !== 'save' || !proof)
    throw new BillRefusedError(
      'bill/not-proven',
      '还没有两次隔开的“金蝶里没有”，不能重新推送。先点“现在去查”，过一会儿再来。',
    );
  return { doubt, proof };
}

/**
 * Refuses bills that Kingdee has shown and does not show any more, and bills whose number it calls taken. Each of them needs a
 * question to somebody, so none is decided together with others.
 * @throws BillRefusedError
 */
export function refuseTogether(bill: PushBill, doubt: Doubt): void {
  const sentence = doubt.seen
    ? '先前在金蝶查到过这张，现在没有了。先问清是谁、为什么删的，再打开这一笔单独决定。'
    : timesTaken(bill) > 0
      ? '金蝶说这个单据编号已被使用，却查不到那张。请金蝶管理员找到它，再打开这一笔单独决定。'
      : null;
  if (sentence !== null) throw new BillRefusedError('bill/decided-alone', sentence);
}
