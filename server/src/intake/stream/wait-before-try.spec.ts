import { expect, it } from 'vitest';
import { waitBeforeTry } from './wait-before-try.js';

it('waits twice as long from try to try, up to a minute, and ten minutes where the app is refused', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 7, 5000].map((tries) => waitBeforeTry(tries, false, 1000, 0));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect([0, 1, 9].map((tries) => waitBeforeTry(tries, true, 1000, 0))).toEqual([600_000, 600_000, 600_000]);
});

it('up to half as long again, so that many who were cut at once do not come back at once', () => {
  expect([0, 0.5, 1].map((random) => waitBeforeTry(2, false, 1000, random))).toEqual([4000, 5000, 6000]);
});
