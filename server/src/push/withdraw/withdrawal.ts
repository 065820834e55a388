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
/** The call that leads a bill out of Kingdee from this status (kingdee.md §7.5). CancelAssign may lead to A or D: the next look tells. */
export const inverseStep = (status: StoredBill['status']): InverseStep => STEP_AT[status];

/** Un-audit, unsubmit and delete are three; each may meet a lock or a lost answer. More is a circle that a person must see. */
export const MOST_INVERSE_CALLS = 8;

/** What is known of a bill's calls and looks when it is looked at again. */
export interface Looked {
  /** No call of it can be running after this instant. */
  quietFrom: number;
  /** Answered looks since this withdrawal began to wait. */
  asked: number;
  /** "Not there" answers since the last look that found it. */
  negatives: readonly NegativeProbe[];
}

/** What proves that Kingdee does not hold the bill any more; the database demands it before a new save (docs/decisions/0003). */
export type GoneProof =
  | { kind: 'deleted'; deleted: { receipt: string; at: number }; probe: NegativeProbe }
  | { kind: 'not-found-twice'; probes: readonly [NegativeProbe, NegativeProbe] };

/** What follows from one look at a bill that is being withdrawn. */
export type AfterWithdrawalLook =
  | { kind: 'send'; step: InverseStep; stored: StoredBill }
  /** A repeat was refused, and the bill stands where it stood: the refusal is meant. */
  | { kind: 'refused'; step: InverseStep; refusal: Refusal; stored: StoredBill }
  | { kind: 'gone'; proof: GoneProof }
  /** Somebody audited it in Kingdee since the person decided: they decide again. */
  | { kind: 'audited-meanwhile'; stored: StoredBill }
  /** Another bill stands there under our key, equal to ours: somebody entered it anew. They decide again. */
  | { kind: 'replaced'; stored: StoredBill }
  /** A person had to look, and there is one bill again: the withdrawal ends, the person decides. */
  | { kind: 'clear-again'; stored: StoredBill }
  | { kind: 'circle'; stored: StoredBill }
  /** It was asked for before a backup was put back: the person decides again. */
  | { kind: 'restored'; stored: StoredBill }
  | { kind: 'two-found'; stored: readonly StoredBill[] }
  | { kind: 'differs'; stored: StoredBill; why: readonly string[] }
  | { kind: 'ask-again'; at: number }
  | { kind: 'ask-a-person' };

/** @param asked the question just answered. @param timing as for any look; `since` is when the wait began. */
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

/** When Kingdee is asked next about a withdrawal in doubt; null when the schedule is used up. */
export const nextWithdrawalLook = (
  { asked, quietFrom, negatives }: Looked,
  now: number,
  { since, gapMs, delays }: { since: number; gapMs: number; delays: readonly number[] },
): number | null => nextProbeAt(since, now, asked, delays, { sentAt: quietFrom, timeoutMs: 0, gapMs, negatives });

/** What follows for one bill from one answer to an inverse call. */
export type InverseVerdict =
  | { kind: 'done' }
  /** Kingdee says that it has no such bill: only a look can tell. */
  | { kind: 'look' }
  | { kind: 'again'; messages: readonly string[] }
  | { kind: 'refused'; refusal: Refusal }
  /** The same, of a call that was not the first: the one before may have been carried out since. Only a look can tell. */
  | { kind: 'repeat-refused'; refusal: Refusal }
  | { kind: 'in-doubt'; cause: string };

/** @param attempts how often this step has met a lock or a limit before. @param sent calls of this withdrawal, with this one. */
export function judgeInverse(outcome: StepOutcome, sent: number): InverseVerdict {
  if (outcome.kind === 'unknown') return { kind: 'in-doubt', cause: outcome.cause };
  if (outcome.kind === 'done') return { kind: 'done' };
  const { refusal } = outcome;
  if (saysNoSuchBill(refusal)) return { kind: 'look' };
  if (refusal.retryable) return { kind: 'again', messages: refusal.messages };
  return { kind: sent > 1 ? 'repeat-refused' : 'refused', refusal };
}
