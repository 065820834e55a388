import { saysNoSuchBill } from '../../connectors/kingdee/answer/no-such-bill.js';
import type { StepOutcome, StoredBill } from '../../connectors/target.js';
import type { Withdrawal } from '../../domain/bill/bill-notes.js';
import type { InverseStep } from '../../domain/bill/push-steps.js';
import type { Refusal } from '../../domain/bill/refusal.js';
import { type Claimed, mismatch } from '../call/after-look.js';
import { type NegativeProbe, nextProbeAt, provenAbsent, REACHED_IN_KINGDEE } from '../call/push-step.js';

const STEP_AT: Readonly<Record<StoredBill['status'], InverseStep>> = {
  C: 'unaudit',
  B: 'unsubmit',
  Z: 'delete',
  A: 'delete',
  D: 'delete',
};
/**
 * Returns the call that leads a bill out of Kingdee from this status (kingdee.md §7.5). CancelAssign may lead to A or D: the next look
 * tells.
 */
export const inverseStep = (status: StoredBill['status']): InverseStep => STEP_AT[status];

/** Unaudit, unsubmit and delete are three calls; each may meet a lock or a lost answer. More calls mean a circle that a person must see. */
export const MOST_INVERSE_CALLS = 8;

/** What is known about the calls and looks of a bill before the next look. */
export interface Looked {
  /** Time (Unix ms) after which no call of the bill can be running. */
  quietFrom: number;
  /** Number of answered looks since this withdrawal began to wait. */
  asked: number;
  /** Answers "not found" since the last look that found the bill. */
  negatives: readonly NegativeProbe[];
}

/** The proof that Kingdee no longer holds the bill; the database demands it before a new save (docs/decisions/0003). */
export type GoneProof =
  | { kind: 'deleted'; deleted: { receipt: string; at: number }; probe: NegativeProbe }
  | { kind: 'not-found-twice'; probes: readonly [NegativeProbe, NegativeProbe] };

/** The conclusion from one look at a bill that is being withdrawn. */
export type AfterWithdrawalLook =
  | { kind: 'send'; step: InverseStep; stored: StoredBill }
  /** A repeated call was refused, and the status of the bill is unchanged: the refusal is final. */
  | { kind: 'refused'; step: InverseStep; refusal: Refusal; stored: StoredBill }
  | { kind: 'gone'; proof: GoneProof }
  /** Somebody has audited the bill in Kingdee since the person decided: the person decides again. */
  | { kind: 'audited-meanwhile'; stored: StoredBill }
  /** Another bill is in Kingdee under our key, with equal content: somebody entered it again. A person decides again. */
  | { kind: 'replaced'; stored: StoredBill }
  /** A person had to look, and there is one bill again: the withdrawal ends, and the person decides. */
  | { kind: 'clear-again'; stored: StoredBill }
  | { kind: 'circle'; stored: StoredBill }
  /** The withdrawal was started before a backup was restored: the person decides again. */
  | { kind: 'restored'; stored: StoredBill }
  | { kind: 'two-found'; stored: readonly StoredBill[] }
  | { kind: 'differs'; stored: StoredBill; why: readonly string[] }
  | { kind: 'ask-again'; at: number }
  | { kind: 'ask-a-person' };

/** @param asked the look that was just answered. @param timing as for any look; `since` is the time when the wait began. */
export function afterWithdrawalLook(
  claimed: Claimed,
  withdrawal: Withdrawal,
  looked: Looked,
  stored: readonly StoredBill[],
  asked: NegativeProbe,
  now: number,
  timing: { since: number; gapMs: number; delays: readonly number[] },
): AfterWithdrawalLook {
  const [first, second] = stored;
  if (second) return { kind: 'two-found', stored };
  if (first) {
    const why = mismatch(claimed, first);
    if (why.length > 0) return { kind: 'differs', stored: first, why };
    if (withdrawal.stopped) return { kind: 'clear-again', stored: first };
    if (withdrawal.kingdeeId !== null && first.id !== withdrawal.kingdeeId) return { kind: 'replaced', stored: first };
    const step = inverseStep(first.status);
    if (withdrawal.refused?.step === step) return { kind: 'refused', ...withdrawal.refused, stored: first };
    if (withdrawal.sent >= MOST_INVERSE_CALLS) return { kind: 'circle', stored: first };
    const reached = REACHED_IN_KINGDEE[first.status];
    if (reached === 'audited' && withdrawal.from !== 'audited') return { kind: 'audited-meanwhile', stored: first };
    return { kind: 'send', step, stored: first };
  }
  const { deleted } = withdrawal;
  if (deleted && asked.at >= deleted.at) return { kind: 'gone', proof: { kind: 'deleted', deleted, probe: asked } };
  const negatives = [...looked.negatives, asked];
  const probes = provenAbsent(negatives, looked.quietFrom, 0, timing.gapMs);
  if (probes) return { kind: 'gone', proof: { kind: 'not-found-twice', probes } };
  const at = nextWithdrawalLook({ ...looked, asked: looked.asked + 1, negatives }, now, timing);
  return at === null ? { kind: 'ask-a-person' } : { kind: 'ask-again', at };
}

/** Returns the time of the next look at a withdrawal in doubt, in Unix ms; null if the schedule is used up. */
export const nextWithdrawalLook = (
  { asked, quietFrom, negatives }: Looked,
  now: number,
  { since, gapMs, delays }: { since: number; gapMs: number; delays: readonly number[] },
): number | null => nextProbeAt(since, now, asked, delays, { sentAt: quietFrom, timeoutMs: 0, gapMs, negatives });

/** The consequence of one answer to an inverse call for one bill. */
export type InverseVerdict =
  | { kind: 'done' }
  /** Kingdee says that it has no such bill: only a look can tell. */
  | { kind: 'look' }
  | { kind: 'again'; messages: readonly string[] }
  | { kind: 'refused'; refusal: Refusal }
  /** A refusal of a call that was not the first: the call before may have been carried out since. Only a look can tell. */
  | { kind: 'repeat-refused'; refusal: Refusal }
  | { kind: 'in-doubt'; cause: string };

/** @param sent number of calls of this withdrawal, including this one. */
export function judgeInverse(outcome: StepOutcome, sent: number): InverseVerdict {
  if (outcome.kind === 'unknown') return { kind: 'in-doubt', cause: outcome.cause };
  if (outcome.kind === 'done') return { kind: 'done' };
  const { refusal } = outcome;
  if (saysNoSuchBill(refusal)) return { kind: 'look' };
  if (refusal.retryable) return { kind: 'again', messages: refusal.messages };
  return { kind: sent > 1 ? 'repeat-refused' : 'refused', refusal };
}
