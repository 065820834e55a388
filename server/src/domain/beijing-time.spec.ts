import { expect, it } from 'vitest';
import { beijingClock, beijingDate, beijingMonth, dayStart, monthOf, monthStart, whenInWords } from './beijing-time.js';

const LATE = Date.UTC(2026, 10, 30, 16, 0, 0);

it('the day and the month of Beijing begin at 16:00 UTC of the day before', () => {
  expect([beijingClock(LATE), beijingDate(LATE), beijingMonth(LATE)]).toEqual([
    '2026-12-01T00:00:00.000',
    '2026-12-01',
    '2026-12',
  ]);
  expect(beijingDate(LATE - 1)).toBe('2026-11-30');
  expect([dayStart('2026-12-01'), monthStart('2026-12'), monthStart('2026-11', 1)]).toEqual([LATE, LATE, LATE]);
  expect(monthStart('2026-12', 1)).toBe(dayStart('2027-01-01'));
  expect([monthOf(LATE), monthOf(LATE - 1, 1), monthOf(dayStart('2027-01-15'), -1)]).toEqual([LATE, LATE, LATE]);
  expect(dayStart('2026-13-01')).toBeNaN();
});

it('a moment of today is told by its time, of another day with the date', () => {
  expect(whenInWords(LATE, LATE + 60_000)).toBe('00:00');
  expect(whenInWords(LATE - 60_000, LATE)).toBe('11-30 23:59');
});
