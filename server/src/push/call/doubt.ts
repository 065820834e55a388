import type { Reached } from '@dingdee/shared/bill-state';
import type { CallStep } from '../../domain/bill/push-steps.js';
import type { NegativeProbe } from './push-step.js';

/** The last call of a bill that has no clearance, and Kingdee's answers to our looks since then. */
export interface Doubt {
  step: CallStep;
  attempt: number;
  sentAt: number;
  /** A clearance already shows that the call did nothing: it was refused unexecuted, or never sent. */
  cleared: boolean;
  /** Id of what shows that Kingdee would refuse a second save even if this save arrives late (numbering_seen); null if nothing shows it. */
  guard: string | null;
  /**
   * Kingdee has shown a bill under our keys since. If the bill is not there now, somebody removed it; this is no proof that it was
   * never sent.
   */
  seen: boolean;
  asked: number;
  negatives: readonly NegativeProbe[];
}

/** The doubt of a bill about which no look was made. */
export const NO_DOUBT: Doubt = {
  step: 'save',
  attempt: 1,
  sentAt: 0,
  cleared: true,
  guard: null,
  seen: false,
  asked: 0,
  negatives: [],
};

/** A call that was not answered with "done". */
export interface UnsettledCall {
  step: CallStep;
  attempt: number;
  sentAt: number;
  cleared: boolean;
  guard: string | null;
}
/** One answered look. */
export interface Answered {
  id: string;
  at: number;
  found: boolean;
}

/**
 * Returns the doubt about one bill.
 * @param bill `since`: start of the doubt, in Unix ms. `leftBy`: latest time at which the last call may have left. `now`: an answer
 * with a later time is ignored, because the clock was set back since and the answer is older than its time says. `steadySince`: the
 * last time at which the clock jumped; the age of anything before it is unknown.
 * @param calls calls of this bill, oldest first.
 * @param answers answers for this bill, oldest first.
 * @returns the last call with the looks since then. If no call is in doubt (the bill was found before it was sent, or a person asked
 * for a look), the looks since the doubt began.
 */
export function doubtOf(
  bill: { reached: Reached; since: number; leftBy?: number; now?: number; steadySince?: number },
  calls: readonly UnsettledCall[],
  answers: readonly Answered[],
): Doubt {
  const latest = calls.at(-1);
  const ofStep = calls.filter(({ step }) => step === latest?.step);
  const last = ofStep.find(({ attempt }) => ofStep.every((call) => call.attempt <= attempt));
  // The clearance of an earlier call may be invalid by now. Even then only answers after the last call count.
  const open = ofStep.filter(({ cleared }) => !cleared).sort((a, b) => b.attempt - a.attempt)[0];
  const current = last && { ...(open ?? last), sentAt: last.sentAt };
  // Once Kingdee has held the bill, no save is in doubt: if the bill is not there now, it was removed.
  const doubtful = current && (current.step !== 'save' || bill.reached === 'none') ? current : null;
  const began = doubtful ? lastMoment(doubtful.sentAt, bill) : bill.since;
  const from = Math.max(began, bill.steadySince ?? 0);
  const base: Doubt = doubtful
    ? { ...doubtful, sentAt: from, seen: false, asked: 0, negatives: [] }
    : { ...NO_DOUBT, step: bill.reached === 'none' ? 'save' : 'audit' };
  const since = answers.filter(({ at }) => at >= from && at <= (bill.now ?? at));
  // If the bill was seen in between, the answers before that are worthless.
  const seen = since.findLastIndex(({ found }) => found);
  const negatives = since.slice(seen + 1).map(({ id, at }) => ({ id, at }));
  return { ...base, seen: seen >= 0, asked: since.length, negatives };
}

/** Returns the latest time at which a call can have left. The doubt began after the call, whatever the clock said at the time of the intent. */
function lastMoment(sentAt: number, { since, leftBy = 0 }: { since: number; leftBy?: number }): number {
  const latest = Math.max(sentAt, leftBy);
  return since > 0 ? Math.min(latest, since) : latest;
}
