import { expect, it } from 'vitest';
import { waitsBeforeLooks } from './comment-looks.js';

const sum = (waits: readonly number[]) => waits.reduce((total, wait) => total + wait, 0);

it('looks for a lost comment by the schedule of bills in doubt, first when its call can no longer be running', () => {
  const waits = waitsBeforeLooks(15_000, [5_000, 30_000, 120_000, 600_000], 60_000);
  expect(waits).toEqual([15_000, 25_000, 90_000, 480_000]);
});

it('does not write a comment again that arrives minutes late', () => {
  expect(sum(waitsBeforeLooks(15_000, [5_000, 30_000, 120_000, 600_000], 60_000))).toBeGreaterThan(600_000);
});

it('looks twice whatever the schedule says', () => {
  expect(waitsBeforeLooks(15_000, [5_000], 60_000)).toEqual([15_000, 60_000]);
  expect(waitsBeforeLooks(15_000, [], 60_000)).toEqual([15_000, 60_000]);
});
