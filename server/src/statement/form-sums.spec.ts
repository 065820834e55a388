import { expect, it } from 'vitest';
import { NO_SUMS, sumsIn } from './form-sums.js';

const json = (facts: object) => JSON.stringify({ fields: {}, facts });

it('reads what a scheme took off, and the whole form’s sum where it was edited and read again', () => {
  const net = { gross: '10.00', offset: '3.00', payable: '7.00' };
  expect(sumsIn(json({ formTotal: '10.00', net }), false)).toMatchObject({
    net: { gross: '10.00', payable: '7.00' },
    edited: null,
  });
  expect(sumsIn(json({ formTotal: '12.00' }), true)).toEqual({ net: null, edited: 1200n });
  // For a bill of one part, the form's sum is this part plus the other parts.
  expect(sumsIn(json({ formTotal: '6.00', others: '4.00' }), true).edited).toBe(1000n);
  expect(sumsIn(json({ formTotal: '6.00', others: null }), true).edited).toBeNull();
});

it('takes nothing for an explanation that it cannot read', () => {
  for (const text of [null, '', '{', json({ net: { gross: '1e3', payable: '7' } })])
    expect(sumsIn(text, true)).toEqual(NO_SUMS);
});
