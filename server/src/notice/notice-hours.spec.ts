import { expect, it } from 'vitest';
import { beijingClock } from '../domain/beijing-time.js';
import { atRest, nextDigest } from './notice-hours.js';

const at = (clock: string) => Date.parse(`${clock}:00+08:00`);
const rest = { from: '20:00', to: '08:00', weekends: true };
const times = ['17:30', '09:00', '14:00'];

it('people are left in peace from the evening to the morning, and on a weekend', () => {
  const resting = ['2026-11-27T07:59', '2026-11-27T20:00', '2026-11-28T10:00', '2026-11-29T23:00', '2026-11-27T00:00'];
  for (const moment of resting) expect([moment, atRest({ rest }, at(moment))]).toEqual([moment, true]);
  for (const moment of ['2026-11-27T08:00', '2026-11-27T19:59'])
    expect([moment, atRest({ rest }, at(moment))]).toEqual([moment, false]);
});

it('a rest that begins when it ends is none, and one within a day is only that', () => {
  expect(atRest({ rest: { from: '00:00', to: '00:00', weekends: false } }, at('2026-11-28T00:00'))).toBe(false);
  const noon = { rest: { from: '12:00', to: '13:00', weekends: false } };
  expect([atRest(noon, at('2026-11-27T12:30')), atRest(noon, at('2026-11-27T13:00'))]).toEqual([true, false]);
});

it('digests come at their times of working days, the one after Friday evening on Monday', () => {
  const walk = (from: string, n: number) => {
    const found: string[] = [];
    let now: number | null = at(from);
    while (found.length < n && now !== null) {
      now = nextDigest({ times, rest }, now);
      if (now !== null) found.push(beijingClock(now).slice(0, 16));
    }
    return found;
  };
  expect(walk('2026-11-27T08:59', 4)).toEqual([
    '2026-11-27T09:00',
    '2026-11-27T14:00',
    '2026-11-27T17:30',
    '2026-11-30T09:00',
  ]);
});

it('a digest within the rest, or none at all, never comes', () => {
  expect(nextDigest({ times: ['21:00'], rest }, at('2026-11-27T09:00'))).toBeNull();
  expect(nextDigest({ times: [], rest }, at('2026-11-27T09:00'))).toBeNull();
});
