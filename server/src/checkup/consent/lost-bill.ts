import { type NegativeProbe, nextProbeAt, provenAbsent } from '../../push/call/push-step.js';
import { type Finding, type Params, unknown } from '../probe/finding.js';

/** Waits as for a bill in doubt (product.md §2). ms. */
export interface LookTimes {
  /** KINGDEE_TIMEOUT_MS: so long may the call still be running there. */
  timeoutMs: number;
  /** PROBE_GAP_MS */
  gapMs: number;
  /** SETTLE_DELAYS_MS, offsets of the looks. */
  delays: readonly number[];
  /** How long after its intent a call may still leave or run. */
  callMs: number;
}

/** A bill by consent of which nobody knows whether Kingdee took it. */
export interface LostBill {
  number: string;
  org: string;
  since: number;
  /** Questions that Kingdee answered, and the first whose "not there" can count. */
  looks: number;
  absentAt: number | null;
  /** The last look had no answer that says anything. */
  unheardAt: number | null;
  /** No payment bill of the organisation is shown at all: "not there" says nothing. */
  blind: boolean;
}

/** @param at when the finding was written. @returns null where the last bill is no riddle. */
export function lostBillOf(
  { code, params }: Pick<Finding, 'code' | 'params'>,
  at: number,
  { callMs }: LookTimes,
): LostBill | null {
  if (code !== 'in-doubt' && code !== 'asked') return null;
  const instant = (name: string) => (params[name] === undefined ? null : Number(params[name]));
  return {
    number: String(params.number ?? ''),
    org: String(params.org ?? ''),
    since: instant('since') ?? (code === 'asked' ? at + callMs : at),
    looks: Number(params.looks ?? 0),
    absentAt: instant('absentAt'),
    unheardAt: instant('unheardAt'),
    blind: params.blind === 1,
  };
}

/** When to look again, Unix ms. */
export function nextLookAt(bill: LostBill, { timeoutMs, gapMs, delays }: LookTimes): number {
  const { since, looks, absentAt, unheardAt } = bill;
  const negatives: NegativeProbe[] = absentAt === null ? [] : [{ id: '', at: absentAt }];
  const planned = nextProbeAt(since, 0, looks, delays, { sentAt: since, timeoutMs, gapMs, negatives });
  const next = planned ?? Math.max(absentAt ?? since, since + timeoutMs) + gapMs;
  return unheardAt === null ? next : Math.max(next, unheardAt + gapMs);
}

/** Kingdee has it not, and shows others: not there only when the schedule is through and two such answers prove it. */
export function afterAbsent(bill: LostBill, now: number, times: LookTimes): Finding {
  const { number, org, since, absentAt } = bill;
  const looks = bill.looks + 1;
  const counts = now >= since + times.timeoutMs;
  const negatives: NegativeProbe[] = [absentAt, now].flatMap((at, i) => (at === null ? [] : [{ id: String(i), at }]));
  const proven = provenAbsent(negatives, since, times.timeoutMs, times.gapMs) !== null;
  if (looks >= times.delays.length && proven) return unknown('absent', { number, org, at: now });
  const first = absentAt ?? (counts ? now : null);
  const params: Params = { number, org, words: '', since, looks };
  return unknown('in-doubt', first === null ? params : { ...params, absentAt: first });
}

/** The look had no answer, or one that says nothing: the schedule stands where it stood. */
export function afterUnheard(
  bill: LostBill,
  now: number,
  { words, blind }: { words: string; blind: boolean },
): Finding {
  const { number, org, since, looks, absentAt } = bill;
  const params: Params = { number, org, words, since, looks, unheardAt: now };
  return unknown('in-doubt', { ...params, ...(absentAt === null ? {} : { absentAt }), ...(blind ? { blind: 1 } : {}) });
}
