import { TARGET_BUCKETS, type TargetBucket } from '@dingdee/shared/statement';
import { describe, expect, it } from 'vitest';
import { isDue, isUnderWay, type Runs } from './due-days.js';

const TONIGHT = 1000;
const due = (runs: Partial<Runs> | null, back: number, hadBills = true) =>
  isDue(runs === null ? null : { done: 500, last: 500, tonight: 0, ...runs }, back, TONIGHT, hadBills);

describe('which days are balanced tonight', () => {
  it('is yesterday, and each of the days before it, once: a payment may be typed in under a date that has gone', () => {
    expect(due(null, 1, false)).toBe(true);
    for (const back of [1, 3]) {
      expect(due({}, back)).toBe(true);
      expect(due({ done: TONIGHT, last: TONIGHT, tonight: 1 }, back)).toBe(false);
    }
  });

  it('is a day before it that was missed, as far back as there are bills', () => {
    expect(due(null, 3)).toBe(true);
    expect(due(null, 3, false)).toBe(false);
  });

  it('is once more one that broke off, as where the program was stopped, three times at most', () => {
    expect(due({ last: TONIGHT, tonight: 1 }, 1)).toBe(true);
    expect(due({ done: null, last: TONIGHT, tonight: 2 }, 1)).toBe(true);
    expect(due({ last: TONIGHT, tonight: 3 }, 1)).toBe(false);
  });
});

it('a bill is under way until the ledger is done with it: what waits, is pushed, held or refused, and what has no sum', () => {
  const waits = [
    'mapping',
    'review',
    'push',
    'pushing',
    'held',
    'in-doubt',
    'refused',
    'half-way',
    'unsent',
    'unanswered',
  ];
  // Covers every bucket, so that a new one has to be decided here.
  for (const target of Object.keys(TARGET_BUCKETS) as TargetBucket[])
    expect(isUnderWay(null, target), target).toBe(waits.includes(target));
  expect(isUnderWay('reading', null)).toBe(true);
  expect(isUnderWay('no-sum', null)).toBe(true);
  expect(isUnderWay(null, null)).toBe(false);
  expect(isUnderWay('no-sum', 'outside')).toBe(false);
  expect(isUnderWay('left-out', null)).toBe(false);
});
