import { expect, it } from 'vitest';
import { saysSomething } from './reason.js';

it('a reason is at least a few words: no sign, no blank, no letter over and over', () => {
  for (const text of [
    '.',
    '',
    '    ',
    '......',
    '。。。。',
    'aaaa',
    '1111',
    '好的',
    'ok',
    '- - - -',
    '啊啊啊啊啊',
    '等发票',
  ])
    expect(saysSomething(text), text).toBe(false);
  for (const text of ['重复提交', '已用现金支付', 'paid in cash', '发票 1234 重复'])
    expect(saysSomething(text), text).toBe(true);
});
