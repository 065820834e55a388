import { expect, it } from 'vitest';
import { oneLine } from './one-line.js';

it('keeps what people write as it is', () => {
  for (const text of [
    '费用报销（杭州）',
    'PAY0123456789ABCDEF',
    '    影响：登录　成功',
    '¥1,234.50 · José 𠮷野',
    'a\u0301',
  ])
    expect(oneLine(text)).toBe(text);
});

it('shows what would steer a terminal as a box: escapes, bells, C1 controls, signs of direction, what is not seen', () => {
  expect(oneLine('没有权限\u001b[2K✓ 登录\u0007')).toBe('没有权限□[2K✓ 登录□');
  for (const sign of [
    '\u0000',
    '\u0008',
    '\u007f',
    '\u009b',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u00ad',
    '\u3164',
    '\ud800',
    '\u{e0041}',
  ])
    expect(oneLine(`a${sign}b`)).toBe('a□b');
});

it('is one line whatever stands in it', () => {
  expect(oneLine('费用报销\n✓ 登录\r\nx\u2028y\u2029z\u000bq\u0085')).toBe('费用报销 ✓ 登录 x y z q ');
});

it('ends after so many characters, and not in the middle of one', () => {
  expect(oneLine('x'.repeat(500))).toHaveLength(200);
  expect(oneLine(`${'x'.repeat(8)}𠮷𠮷`, 10)).toBe(`${'x'.repeat(8)}…`);
});
