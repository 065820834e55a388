import type { BillSummary } from '@dingdee/shared/bill';
import { expect, it } from 'vitest';
import { sumOfBills } from './sum-of-bills.js';

const bill = (id: string, amount: string | null): BillSummary => ({ id, amount }) as BillSummary;

it('a sum counts bills without an amount apart, and never guesses one', () => {
  expect(sumOfBills([bill('1', '12.30'), bill('2', null)])).toEqual({ count: 2, amount: '12.30', unknown: 1 });
  expect(sumOfBills([bill('1', '12.30'), bill('2', '0.70')])).toEqual({ count: 2, amount: '13.00' });
});
