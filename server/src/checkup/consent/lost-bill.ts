import { type NegativeProbe, nextProbeAt, provenAbsent } from '../../push/call/push-step.js';
import { type Finding, type Params, unknown } from '../probe/finding.js';

/** Waiting times in ms, as for a bill in doubt (product.md §2). */
export interface LookTimes {
  /** KINGDEE_TIMEOUT_MS: the call may still be running in Kingdee for this time. */
  timeoutMs: number;
  /** PROBE_GAP_MS */
  gapMs: number;
  /** SETTLE_DELAYS_MS: offsets of the looks. */
  delays: readonly number[];
  /** How long after its intent a call may still be sent or run. */
  callMs: number;
}

/** A bill by consent of which it is unknown whether Kingdee accepted it. */
export interface LostBill {
  number: string;
  org: string;
  since: number;
  /** Number of looks that Kingdee answered, and the time of the first whose "not there" can count. */
  looks: number;
  absentAt: number | null;
  /** Time of the last look, if it had no usable answer. */
  unheardAt: number | null;
  /** No payment bill of the organisation is visible at all, so "not there" says nothing. */
  blind: boolean;
}

/** Reads a finding. @param at when the finding was written. @returns null if the last bill is not in doubt. */
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

/** Returns the time of the next look, Unix ms. */
export function nextLookAt(bill: LostBill, { timeoutMs, gapMs, delays }: LookTimes): number {
  const { since, looks, absentAt, unheardAt } = bill;
  const negatives: NegativeProbe[] = absentAt === null ? [] : [{ id: '', at: absentAt }];
  const planned = nextProbeAt(since, 0, looks, delays, { sentAt: since, timeoutMs, gapMs, negatives });
  const next = planned ?? Math.max(absentAt ?? since, since + timeoutMs) + gapMs;
  return unheardAt === null ? next : Math.max(next, unheardAt + gapMs);
}

/**
 * Returns the finding after a look that did not find the bill while other bills are visible. It counts as absent only after the last scheduled look,
 * and if two such answers prove it.
 */
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

/** Returns the finding after a look without an answer, or with one that says nothing: the schedule does not advance. */
export function afterUnheard(
  bill: LostBill,
  now: number,
  { words, blind }: { words: string; blind: boolean },
): Finding {
  const { number, org, since, looks, absentAt } = bill;
  const params: Params = { number, org, words, since, looks, unheardAt: now };
  return unknown('in-doubt', { ...params, ...(absentAt === null ? {} : { absentAt }), ...(blind ? { blind: 1 } : {}) });
}
