import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { reasonOf, type Seen } from './change-reason.js';

const one: Seen = {
  source: null,
  target: null,
  state: 'booked',
  reached: 'audited',
  dingtalk: fromFen(100n),
  ledger: fromFen(100n),
  kingdee: fromFen(100n),
  counts: { dingtalk: 1, ledger: 1, kingdee: 1 },
};

it('says of which side the number is another, and from what to what', () => {
  expect(reasonOf(one, { ...one, counts: { ...one.counts, kingdee: 2 } }, null)).toBe('金蝶付款单 1 张 → 2 张');
});

it('does not take a side that gave no answer for one that holds nothing', () => {
  const now = { ...one, target: 'unanswered', kingdee: null, counts: { ...one.counts, kingdee: 0 } };
  expect(reasonOf(one, now, null)).toBe('金蝶没回答');
});
