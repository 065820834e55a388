import { describe, expect, it } from 'vitest';
import { closingAfter, lookBackDueAt, lookBacksIn, unreadOf, wholeGaps } from './month-end.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Beijing. */
const at = (text: string) => Date.parse(`${text}+08:00`);
/** The longest interval, checked every quarter of an hour, as the schedule does. */
const EVERY = 15 * DAY;
const CHECK = 15 * MINUTE;

/** The look-backs from `last` until `to`. */
function lived(last: number, to: number, everyMs = EVERY): number[] {
  const runs = [last];
  for (let now = last + CHECK; now < to; now += CHECK)
    if (now >= lookBackDueAt(runs.at(-1) ?? 0, everyMs)) runs.push(now);
  return runs;
}

describe('the look-backs of a month', () => {
  it('end with one on the morning of its last day, whatever its length', () => {
    for (const [month, morning] of [
      ['2026-11', '2026-11-30T07:30'],
      ['2026-12', '2026-12-31T07:30'],
      ['2027-02', '2027-02-28T07:30'],
      ['2028-02', '2028-02-29T07:30'],
    ])
      expect(closingAfter(at(`${month}-03T10:00`))).toBe(at(morning ?? ''));
  });

  it('end with one and not with two, in whichever minute of the quarter the schedule looks', () => {
    for (let minute = 0; minute < 15; minute++) {
      const runs = lived(at('2026-11-04T09:00') + minute * MINUTE, at('2026-12-01T00:00'));
      expect(
        runs.filter((one) => one >= at('2026-11-29T12:00')),
        `${minute}`,
      ).toHaveLength(1);
    }
  });

  it('need no other where somebody has collected the evening before', () => {
    expect(closingAfter(at('2026-11-29T17:00'))).toBe(at('2026-11-30T07:30'));
    expect(closingAfter(at('2026-11-29T20:00'))).toBe(at('2026-12-31T07:30'));
  });

  it('are never more than fifteen days apart, from one closing to the next', () => {
    for (let month = 0; month < 30; month++) {
      const start = closingAfter(Date.UTC(2026, month, 2));
      const runs = lived(start, start + 95 * DAY);
      for (const [i, one] of runs.entries()) if (i > 0) expect(one - (runs[i - 1] ?? 0)).toBeLessThanOrEqual(15 * DAY);
    }
  });

  it('are as many as the plan counts, whenever the last one was and however often they are planned', () => {
    const [from, to] = [at('2026-11-10T09:00'), at('2026-12-01T00:00')];
    for (const last of ['2026-10-31T07:30', '2026-11-01T12:00', '2026-11-09T09:00', '2026-11-10T09:00'].map(at))
      for (const days of [1, 3.3, 5, 8, 9.9, 15]) {
        const runs = [last];
        for (let now = from; now < to; now += CHECK)
          if (now >= lookBackDueAt(runs.at(-1) ?? 0, days * DAY)) runs.push(now);
        // As the plan counts: a day at a time.
        let [counted, seen] = [0, last];
        for (let day = from; day < to; day = Math.min(day + DAY, to)) {
          const looks = lookBacksIn({ from: day, to: Math.min(day + DAY, to), last: seen }, days * DAY, 0);
          counted += looks.count;
          seen = looks.last;
        }
        expect(counted, `${new Date(last).toISOString()}, ${days} days`).toBe(runs.length - 1);
      }
  });

  it('are not more frequent than an administrator has set, nor more than are paid for', () => {
    const last = at('2026-11-01T07:30');
    expect(lookBackDueAt(last, 20 * DAY, 20 * DAY)).toBe(last + 20 * DAY);
    // 29 days hold 2.9 intervals of ten days: two are paid for.
    expect(wholeGaps(last, 10 * DAY, EVERY)).toBe((29 * DAY) / 2);
    expect(wholeGaps(last, 20 * DAY, EVERY)).toBe(EVERY);
    expect(wholeGaps(last, 7 * DAY, EVERY)).toBe((29 * DAY) / 4);
    expect(lookBackDueAt(last, (29 * DAY) / 4)).toBe(last + (29 * DAY) / 4);
  });
});

it('unread is what finished late since the last look-back, as in the month before it, less what was read of it meanwhile', () => {
  expect(unreadOf({ before: 300, beforeDays: 30, read: 0 }, 10 * DAY)).toBe(100);
  expect(unreadOf({ before: 300, beforeDays: 30, read: 98 }, 10 * DAY)).toBe(2);
  // Events told of all of them, and of more than in the month before.
  expect(unreadOf({ before: 300, beforeDays: 30, read: 130 }, 10 * DAY)).toBe(0);
  // Right after a look-back nothing is unread, however many it has found.
  expect(unreadOf({ before: 300, beforeDays: 30, read: 0 }, 0)).toBe(0);
});
