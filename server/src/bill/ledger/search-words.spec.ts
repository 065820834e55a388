import { expect, it } from 'vitest';
import { searchable } from './search-words.js';

it.each([
  ['货款 卡6217000123456217', '货款 卡6217'],
  ['货款 卡6217-0001-2345-6217', '货款 卡-6217'],
  ['卡 6217 0001 2345 6217 123', '卡  123'],
  ['33001 61678 10005 6789', '6789'],
])('of an account in a free text only the last digits are kept: %s', (text, kept) => {
  expect(searchable(text)).toBe(kept);
});

it.each(['2026-11-24 出差', '会议室 301-2', '编号 20261124', '房租 2026-11 至 2027-01'])(
  'what is no account stays as it is written: %s',
  (text) => {
    expect(searchable(text)).toBe(text);
  },
);

it('an account that the limit of length would cut is gone before it is cut', () => {
  const text = `${'长'.repeat(590)}6222021234567890123`;
  expect(searchable(text)).not.toMatch(/\d{5}/);
});
