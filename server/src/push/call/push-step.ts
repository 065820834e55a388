import type { Outcome, Reached } from '@dingdee/shared/bill-state';
import type { StepOutcome, StoredBill } from '../../connectors/target.js';
import { type BillNotes, pushTroubleOf } from '../../domain/bill/bill-notes.js';
import type { PushStep } from '../../domain/bill/push-steps.js';
import type { RefusalClass } from '../../domain/bill/refusal.js';

const ORDER: readonly Reached[] = ['none', 'saved', 'submitted', 'audited'];
const WANTED: Readonly<Record<Outcome, Reached>> = {
  save: 'saved',
  'save+submit': 'submitted',
  'save+submit+audit': 'audited',
};
const STEP_FROM: Readonly<Record<Reached, PushStep | null>> = {
  none: 'save',
  saved: 'submit',
  submitted: 'audit',
  audited: null,
};
const REACHED_BY: Readonly<Record<PushStep, Reached>> = { save: 'saved', submit: 'submitted', audit: 'audited' };
/** Kingdee's document status as the step that the bill has reached. A bill in 重新审核 (D) must be submitted again. */
export const REACHED_IN_KINGDEE: Readonly<Record<StoredBill['status'], Reached>> = {
  Z: 'saved',
  A: 'saved',
  D: 'saved',
  B: 'submitted',
  C: 'audited',
};

/** @returns the next call; null if the outcome that the scheme wants is reached. */
export function nextStep(reached: Reached, outcome: Outcome): PushStep | null {
  return ORDER.indexOf(reached) >= ORDER.indexOf(WANTED[outcome]) ? null : STEP_FROM[reached];
}

export const reachedBy = (step: PushStep): Reached => REACHED_BY[step];

/** The consequence of one answer for one bill. */
export type Verdict =
  | { kind: 'on'; reached: Reached; next: PushStep | null }
  | { kind: 'failed'; class: RefusalClass; messages: readonly string[]; fields: readonly string[] }
  /** Kingdee refused without executing, and the same call may be made again, e.g. because of a lock. */
  | { kind: 'again'; class: RefusalClass; messages: readonly string[] }
  /** Kingdee asked questions instead of executing, and the questions may be answered: the call is made again with the answers. */
  | { kind: 'answer'; messages: readonly string[] }
  | { kind: 'in-doubt'; cause: string; taken?: true };

/**
 * Returns the verdict on one outcome. A bill that is locked, or a call over the limit, is tried again as long as Kingdee says so,
 * because this heals without a person (product.md §11).
 * @param mayAnswer the scheme allows answers to prompts, and this call carried none.
 */
export function judge(step: PushStep, outcome: StepOutcome, wanted: Outcome, mayAnswer = false): Verdict {
  if (outcome.kind === 'unknown') return { kind: 'in-doubt', cause: outcome.cause };
  if (outcome.kind === 'done') {
    const reached = outcome.status === undefined ? reachedBy(step) : REACHED_IN_KINGDEE[outcome.status];
    return { kind: 'on', reached, next: nextStep(reached, wanted) };
  }
  const { refusal } = outcome;
  // The number is taken, by our own earlier call or by somebody else. Only a look can tell which.
  if (step === 'save' && refusal.class === 'exists')
    return { kind: 'in-doubt', cause: '金蝶回答单据编号已存在', taken: true };
  if (refusal.class === 'interaction' && mayAnswer) return { kind: 'answer', messages: refusal.messages };
  if (refusal.retryable) return { kind: 'again', class: refusal.class, messages: refusal.messages };
  return { kind: 'failed', class: refusal.class, messages: refusal.messages, fields: refusal.fields };
}

/**
 * Returns the back-off of a busy bill, in ms: 8 s, 16 s, 24 s … ten minutes, plus up to a quarter of jitter, so that waiting bills do
 * not return at the same time.
 * @param waitMs RETRY_WAIT_MS; the figures above are for its default of 5 s.
 */
export const busyDelay = (attempts: number, random: number, waitMs: number): number =>
  Math.round(waitMs * Math.min(1.6 * (attempts + 1), 120) * (1 + random / 4));

/**
 * Returns the back-off of a bill that could not be sent at all, in ms: twice as long each time, at most twelve times the first wait,
 * plus up to a quarter of jitter.
 * @param waitMs RETRY_WAIT_MS
 */
export const resendDelay = (attempts: number, random: number, waitMs: number): number =>
  Math.round(waitMs * Math.min(12, 2 ** attempts) * (1 + random / 4));

/** A negative answer of Kingdee to "do you hold this key?". */
export interface NegativeProbe {
  id: string;
  at: number;
}

/**
 * Returns two negative answers that prove that a save never happened. Both looks were made after the call can no longer be running,
 * and `gapMs` apart (product.md §2).
 * @returns the pair, or null while the proof is incomplete.
 */
export function provenAbsent(
  negatives: readonly NegativeProbe[],
  sentAt: number,
  timeoutMs: number,
  gapMs: number,
): readonly [NegativeProbe, NegativeProbe] | null {
  const valid = negatives.filter((probe) => probe.at >= sentAt + timeoutMs).sort((a, b) => a.at - b.at);
  const first = valid[0];
  const second = first && valid.find((probe) => probe.at - first.at >= gapMs);
  return first && second ? [first, second] : null;
}

/**
 * Returns the time of the next look: by the schedule (offsets from the start of the doubt), but not before a proof can be completed.
 * Returns null if a person must be asked.
 * @param asked number of looks that Kingdee has answered.
 */
export function nextProbeAt(
  since: number,
  now: number,
  asked: number,
  delays: readonly number[],
  proof: {
    sentAt: number;
    timeoutMs: number;
    gapMs: number;
    negatives: readonly NegativeProbe[];
    /** Two negative answers are enough to decide: the last looks are made as soon as their answers can count. */
    soon?: boolean;
  },
): number | null {
  const delay = delays[asked];
  if (delay === undefined) return null;
  const first = proof.negatives.filter((probe) => probe.at >= proof.sentAt + proof.timeoutMs)[0];
  const last = asked === delays.length - 1;
  const usable = first ? first.at + proof.gapMs : proof.sentAt + proof.timeoutMs;
  if (proof.soon === true && asked >= delays.length - 2) return Math.max(usable, now);
  // The last two looks are made only when their answers can count.
  const earliest = last || asked === delays.length - 2 ? usable : now;
  return Math.max(since + delay, earliest, now);
}

/** Shortest wait before a planned look, in ms. */
const LOOK_WAIT_MS = 1_000;
export const notBefore = (now: number, at: number): number => Math.max(at, now + LOOK_WAIT_MS);

/**
 * Returns the time of the first look at a bill whose doubt begins now. It is shown as the next look, so it is written with the doubt.
 * @param delays SETTLE_DELAYS_MS
 */
export const firstLookAt = (now: number, [first = '0']: readonly string[]): number =>
  notBefore(now, now + Number(first));

/**
 * Returns how often Kingdee has called the number of a bill taken. It is kept in bill.state, because each time a look must tell who
 * took the number.
 */
export const timesTaken = ({ state }: { state: Readonly<BillNotes> }): number => state.taken ?? 0;

/** Returns the time since when a bill is in doubt, from its trouble; 0 if the trouble has no time. */
export function doubtSince({ state }: { state: BillNotes }): number {
  return troubleTime(state, 'since');
}

/** Returns the latest time at which a call may have left whose process died; 0 if no process died. */
export const leftBy = ({ state }: { state: BillNotes }): number => troubleTime(state, 'leftBy');

function troubleTime(state: BillNotes, name: 'since' | 'leftBy'): number {
  return pushTroubleOf(state)?.[name] ?? 0;
}
