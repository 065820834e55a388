import { describe, expect, it } from 'vitest';
import { daysOf, isTime, nextDue } from './schedule.js';

const at = (text: string) => Date.parse(`${text}+08:00`);
const EVERY = [1, 2, 3, 4, 5, 6, 7];

describe('when it goes out', () => {
  // 2026-11-28 is a Saturday.
  it.each([
    ['later the same day', { days: EVERY, time: '08:30' }, '2026-11-28T08:29:59', '2026-11-28T08:30:00'],
    ['never twice for one moment', { days: EVERY, time: '08:30' }, '2026-11-28T08:30:00', '2026-11-29T08:30:00'],
    ['on the next of its days', { days: [1], time: '08:30' }, '2026-11-28T09:00:00', '2026-11-30T08:30:00'],
    [
      'a week later where its one day is today and gone',
      { days: [6], time: '08:30' },
      '2026-11-28T09:00:00',
      '2026-12-05T08:30:00',
    ],
    [
      'by the day of Beijing, which begins eight hours earlier',
      { days: [7], time: '00:05' },
      '2026-11-28T23:59:00',
      '2026-11-29T00:05:00',
    ],
  ] as const)('is %s', (_, schedule, now, then) => {
    expect(nextDue(schedule, at(now))).toBe(at(then));
    expect(isTime(schedule, at(then))).toBe(true);
  });

  it('is no other minute and no other day', () => {
    expect(isTime({ days: [6], time: '08:30' }, at('2026-11-28T08:31:00'))).toBe(false);
    expect(isTime({ days: [1], time: '08:30' }, at('2026-11-28T08:30:00'))).toBe(false);
  });
});

it.each([
  ['yesterday', '2026-11-27', '2026-11-27'],
  ['seven-days', '2026-11-21', '2026-11-27'],
  ['week', '2026-11-16', '2026-11-22'],
  ['month', '2026-11-01', '2026-11-28'],
  ['last-month', '2026-10-01', '2026-10-31'],
] as const)('%s is of whole days, as Beijing counts them', (period, from, to) => {
  expect(daysOf(period, at('2026-11-28T00:10:00'))).toEqual({ from, to });
  expect(daysOf('all', at('2026-11-28T00:10:00'))).toBeNull();
});
