import { fromFen } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { openingSum } from './opening-sum.js';

const NOON = (day: string) => Date.parse(`${day}T12:00:00+08:00`);
const tried = (day: string, amount: string | null, state: 'ready' | 'left-out' = 'ready') => ({
  finishedAt: NOON(day),
  amount: amount === null ? null : fromFen(BigInt(amount.replace('.', ''))),
  state,
  billed: false,
});

describe('what of the approvals that were tried is 期初', () => {
  it('finished on an earlier day, with its sum and how many have no amount', () => {
    const all = [
      tried('2026-11-01', '10.10'),
      tried('2026-11-02', '0.02'),
      tried('2026-11-02', null),
      tried('2026-11-03', '5.00'),
    ];
    expect(openingSum(all, '2026-11-03')).toEqual({ count: 3, amount: '10.12', unknown: 1 });
    expect(openingSum(all, '2026-11-01')).toEqual({ count: 0, amount: '0.00' });
  });

  it('is neither what a condition leaves out, nor what could not be read, nor what has a bill already', () => {
    expect(
      openingSum(
        [
          tried('2026-11-01', '1.00', 'left-out'),
          { ...tried('2026-11-01', null), finishedAt: 0 },
          { ...tried('2026-11-01', '1.00'), billed: true },
        ],
        '2026-11-03',
      ),
    ).toEqual({
      count: 0,
      amount: '0.00',
    });
  });
});
