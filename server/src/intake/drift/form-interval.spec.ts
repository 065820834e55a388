import { expect, it } from 'vitest';
import { formIntervalMs } from './form-interval.js';

const DAY = 86_400_000;

it.each([
  [1, 1],
  [3, 1],
  [10, 3],
  [40, 12],
])('of %i forms each definition is read every %i days: together at most 2 %% of 5,000 calls', (forms, days) => {
  expect(formIntervalMs(DAY, forms, 5_000)).toBe(days * DAY);
  expect((forms * 30) / days).toBeLessThanOrEqual(100);
});

it('more calls a month leave the interval as set, and 0 means never', () => {
  expect(formIntervalMs(DAY, 40, 200_000)).toBe(DAY);
  expect(formIntervalMs(7 * DAY, 10, 5_000)).toBe(7 * DAY);
  expect(formIntervalMs(0, 10, 5_000)).toBe(0);
});
