import { expect, it } from 'vitest';
import { nextTry } from './next-try.js';

const HOUR = 3_600_000;
const WAITS = [5_000, 300_000, 1_800_000, 2 * HOUR, 5 * HOUR, 10 * HOUR];

it('waits grow, the last attempt is at the end of the day, and nothing comes after it', () => {
  const waited: (number | null)[] = [];
  let now = 0;
  for (let tries = 1; tries < 20; tries++) {
    const next = nextTry(tries, 0, now, WAITS);
    waited.push(next === null ? null : next - now);
    if (next === null) break;
    now = next;
  }
  expect(waited.slice(0, 6)).toEqual(WAITS);
  expect([now, waited.at(-1), waited.length]).toEqual([24 * HOUR, null, 8]);
});
