import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { sumOf } from '../worklist/desk/useTicks.js';
import { sumInWords } from './sum-words.js';

const amount = '12360.00' as Amount;

it('a sum says of how many of its bills the amount is not known, as some of those counted and not as more', () => {
  expect(sumInWords({ amount, unknown: 2 })).toBe('12,360.00（其中 2 笔外币或金额未知，未计入）');
  expect(sumOf({ count: 4, amount, unknown: 2 })).toBe('4 笔 ¥12,360.00（其中 2 笔外币或金额未知，未计入）');
  expect(sumOf({ count: 4, amount })).toBe('4 笔 ¥12,360.00');
});
