import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { runWords } from './run-words.js';

it('what has no amount is counted and not added, and a reason of which none has one says so', () => {
  const amount = fromFen(1_284_000n);
  expect(runWords.amountOf({ count: 6, amount })).toBe('¥12,840.00');
  expect(runWords.amountOf({ count: 6, amount, unknown: 2 })).toBe('¥12,840.00（其中 2 笔外币或金额未知，未计入）');
  expect(runWords.amountOf({ count: 3, amount: fromFen(0n), unknown: 3 })).toBe('金额未知');
});

it('a number in a reason does not run into the count behind it', () => {
  const sum = { reason: '不符合采集条件：总金额 不小于 1500.00', count: 3, amount: fromFen(373_743n) };
  expect(runWords.reasonLine(sum)).toBe('不符合采集条件：总金额 不小于 1500.00，3 条 ¥3,737.43');
});
