import type { Reached } from '@dingdee/shared/bill-state';
import type { CallStep } from '../../domain/bill/push-steps.js';
import type { NegativeProbe } from './push-step.js';

/** A bill's last unvouched call and what Kingdee said to our questions since. */
export interface Doubt {
  step: CallStep;
  attempt: number;
  sentAt: number;
  /** Something vouches already that the call did nothing: refused unexecuted, or never sent. */
  cleared: boolean;
  /** What shows that Kingdee would refuse a second save though this one came late (numbering_seen); null where nothing does. */
  guard: string | null;
  /** Kingdee has shown a bill under our keys since: what is not there any more was taken away, which is no "never sent". */
  seen: boolean;
  asked: number;
  negatives: readonly NegativeProbe[];
}

/** A bill nobody has asked about yet. */
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
/** One answered question to Kingdee. */
export interface Answered {
  id: string;
  at: number;
  found: boolean;
}

/**
 * @param bill `since`: from when it has been in doubt, Unix ms. `leftBy`: until when the last call may have left. `now`: answers from
 *   after it are older than they say, by a clock that was set back. `steadySince`: when the clock last jumped; how long ago something
 *   before that was, nobody knows.
 * @param calls of this bill, oldest first. @param answers likewise.
 * @returns the last of the calls with the questions since; where no call is in doubt (it was found before it was sent, or a
 *   person had Kingdee asked), the questions since the doubt began.
 */
export function doubtOf(
  bill: { reached: Reached; since: number; leftBy?: number; now?: number; steadySince?: number },
  calls: readonly UnsettledCall[],
  answers: readonly Answered[],
): Doubt {
  const latest = calls.at(-1);
  const ofStep = calls.filter(({ step }) => step === latest?.step);
  const last = ofStep.find(({ attempt }) => ofStep.every((call) => call.attempt <= attempt));
  // What vouched for an earlier one may be worth nothing any more; the answers that count come after the last all the same.
  const open = ofStep.filter(({ cleared }) => !cleared).sort((a, b) => b.attempt - a.attempt)[0];
  const current = last && { ...(open ?? last), sentAt: last.sentAt };
  // Of what Kingdee has held since, no save is in doubt any more: if it is not there, it is gone.
  const doubtful = current && (current.step !== 'save' || bill.reached === 'none') ? current : null;
  const began = doubtful ? lastMoment(doubtful.sentAt, bill) : bill.since;
  const from = Math.max(began, bill.steadySince ?? 0);
  const base: Doubt = doubtful
    ? { ...doubtful, sentAt: from, seen: false, asked: 0, negatives: [] }
    : { ...NO_DOUBT, step: bill.reached === 'none' ? 'save' : 'audit' };
  const since = answers.filter(({ at }) => at >= from && at <= (bill.now ?? at));
  // A bill that was seen in between makes what was answered before worthless.
  const seen = since.findLastIndex(({ found }) => found);
  const negatives = since.slice(seen + 1).map(({ id, at }) => ({ id, at }));
  return { ...base, seen: seen >= 0, asked: since.length, negatives };
}

/** When a call can have left at the latest: the doubt about it began after that, whatever the clock said when it was intended. */
function lastMoment(sentAt: number, { since, leftBy = 0 }: { since: number; leftBy?: number }): number {
  const latest = Math.max(sentAt, leftBy);
  return since > 0 ? Math.min(latest, since) : latest;
}
