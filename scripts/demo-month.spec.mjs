import { expect, it } from 'vitest';
import { shareOfToday } from './demo-month.mjs';

const bills = (count, amount) => Array.from({ length: count }, (_, index) => ({ id: `${amount}/${index}`, amount }));

it('of three bills and more, however many the last days brought, some are approved, some held, and one stays for review', () => {
  for (let count = 3; count <= 12; count += 1)
    for (const large of [0, 1, 3]) {
      const ready = [...bills(count, '19999.99'), ...bills(large, '20000.00')];
      const { approved, held } = shareOfToday(ready);
      const left = ready.length - approved.length - held.length;
      expect(
        [approved.length, held.length, left].every((some) => some > 0),
        `${count} and ${large}`,
      ).toBe(true);
      expect(new Set([...approved, ...held].map(({ id }) => id)).size).toBe(approved.length + held.length);
      expect([...approved, ...held].every(({ amount }) => amount === '19999.99')).toBe(true);
    }
});

it('of a single bill nothing is taken from the person at the demo', () => {
  expect(shareOfToday(bills(1, '10.00'))).toEqual({ approved: [], held: [] });
  expect(shareOfToday([])).toEqual({ approved: [], held: [] });
});
