import { describe, expect, it } from 'vitest';
import { busyDelay, judge, nextProbeAt, nextStep, provenAbsent } from './push-step.js';

const MINUTE = 60_000;
const refused = (cls: 'data' | 'lock' | 'exists', retryable = false) => ({
  kind: 'refused' as const,
  refusal: { class: cls, messages: ['金蝶的话'], fields: [], retryable },
});

describe('the steps of a push', () => {
  it('go on until the outcome of the scheme is reached', () => {
    expect(nextStep('none', 'save')).toBe('save');
    expect(nextStep('saved', 'save')).toBeNull();
    expect(nextStep('saved', 'save+submit')).toBe('submit');
    expect(nextStep('submitted', 'save+submit+audit')).toBe('audit');
    expect(nextStep('audited', 'save')).toBeNull();
  });

  it('an unknown answer is a doubt, never a failure', () => {
    expect(judge('save', { kind: 'unknown', cause: '超时' }, 'save')).toEqual({ kind: 'in-doubt', cause: '超时' });
  });

  it('a number that exists may be our own earlier call: it is looked up, not failed', () => {
    expect(judge('save', refused('exists'), 'save').kind).toBe('in-doubt');
  });

  it('a lock is tried again as long as Kingdee says so, ever more seldom, at least every ten minutes', () => {
    expect(judge('audit', refused('lock', true), 'save+submit+audit').kind).toBe('again');
    const gaps = Array.from({ length: 200 }, (_, times) => busyDelay(times, 0, 5000));
    expect(gaps.slice(0, 3)).toEqual([8000, 16_000, 24_000]);
    expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps);
    expect(gaps.at(-1)).toBe(600_000);
    expect(busyDelay(1, 1, 5000)).toBe(20_000);
  });
});

describe('proof that a save never happened', () => {
  const sentAt = 1_000_000;
  const at = (seconds: number, id = String(seconds)) => ({ id, at: sentAt + seconds * 1000 });

  it('needs two negative answers at least the gap apart', () => {
    expect(provenAbsent([at(130)], sentAt, 2 * MINUTE, MINUTE)).toBeNull();
    expect(provenAbsent([at(130), at(150)], sentAt, 2 * MINUTE, MINUTE)).toBeNull();
    expect(provenAbsent([at(130), at(190)], sentAt, 2 * MINUTE, MINUTE)).toEqual([at(130), at(190)]);
  });

  it('does not count an answer given while the call could still be running', () => {
    expect(provenAbsent([at(5), at(125), at(150)], sentAt, 2 * MINUTE, MINUTE)).toBeNull();
    expect(provenAbsent([at(5), at(125), at(185)], sentAt, 2 * MINUTE, MINUTE)).toEqual([at(125), at(185)]);
  });
});

describe('when Kingdee is asked again', () => {
  const delays = [5_000, 30_000, 120_000, 600_000];
  const proof = (negatives: { id: string; at: number }[] = []) => ({
    sentAt: 0,
    timeoutMs: 120_000,
    gapMs: MINUTE,
    negatives,
  });

  it('follows the schedule from the moment of doubt', () => {
    expect(nextProbeAt(1_000, 1_000, 0, delays, proof())).toBe(6_000);
    expect(nextProbeAt(1_000, 7_000, 1, delays, proof())).toBe(31_000);
  });

  it('puts the last two questions where their answers can count', () => {
    expect(nextProbeAt(1_000, 31_000, 2, delays, proof())).toBe(121_000);
    const first = { id: 'a', at: 121_000 };
    expect(nextProbeAt(1_000, 121_000, 3, [5_000, 30_000, 120_000, 130_000], proof([first]))).toBe(181_000);
  });

  it('ends with a person when the schedule is used up', () => {
    expect(nextProbeAt(0, 700_000, 4, delays, proof())).toBeNull();
  });
});
