import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { filterInWords } from './about-export.js';

const none = new Map<string, string>();
const large = { minAmount: '1000.00' as Amount, maxAmount: '2000.00' as Amount };

it('a file of bills says that those are in it which nobody pays, unless one state was asked for', () => {
  expect(filterInWords('bills', {}, none)).toBe('全部，含已归档、已排除');
  expect(filterInWords('bills', { stage: 'review' }, none)).toBe('状态 待审核');
  expect(filterInWords('bills', large, none)).toBe('金额不少于 1,000.00，金额不多于 2,000.00，含已归档、已排除');
  expect(filterInWords('mappings', {}, none)).toBe('全部');
});

it('lines are narrowed by the amount of their bill, and say so', () => {
  expect(filterInWords('lines', { ...large, stage: 'review' }, none)).toBe(
    '状态 待审核，单据金额不少于 1,000.00，单据金额不多于 2,000.00',
  );
});
