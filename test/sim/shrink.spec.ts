import { expect, it } from 'vitest';
import { shrink } from './shrink.js';

const numbers = Array.from({ length: 40 }, (_, index) => index);
const both = async (list: readonly number[]): Promise<boolean> => list.includes(7) && list.includes(31);

it('leaves what is needed for it to go wrong, and nothing else', async () => {
  expect(await shrink(numbers, both, 1_000)).toEqual([7, 31]);
});

it('ends after so many runs with what still goes wrong', async () => {
  let runs = 0;
  const left = await shrink(
    numbers,
    (list) => {
      runs += 1;
      return both(list);
    },
    5,
  );
  expect(runs).toBe(5);
  expect(await both(left)).toBe(true);
});
