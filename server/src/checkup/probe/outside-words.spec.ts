import { expect, it } from 'vitest';
import { listed, outsideWords } from './outside-words.js';

it.each([
  ['an account behind letters', 'NRA6222021234567890', '6222021234567890'],
  ['an account of ten digits', '账号1202024409已停用', '1202024409'],
  ['a phone', '联系 13800138000', '13800138000'],
  ['a phone in groups', '联系 138 0013 8000', '138 0013 8000'],
  ['an account in groups of five', '62220 21234 56789 01234', '21234'],
  ['an account with dots', '6222.0212.3456.7890', '0212'],
  ['an account with hyphens and blanks', '6222 - 0212 - 3456 - 7890', '0212'],
  ['an account in full-width digits', '６２２２０２１２３４５６７８９０', '０２１２'],
  ['an account that something unseen stands in', '6222\u200b0212\u200b3456\u200b7890', '0212'],
  ['a key of an app', 'appKey dingq4v8zj2xn6ktw1rs 无效', 'dingq4v8zj2xn6ktw1rs'],
  ['a key of an app by itself', 'dingq4v8zj2xn6ktw1rs 无效', 'dingq4v8zj2xn6ktw1rs'],
  ['a password', '密码 Kd@2026!Secret 错误', 'Kd@2026!Secret'],
  ['a password behind a colon', '口令：“Kd@2026!Secret”', 'Kd@2026'],
  ['a secret of 24 hex signs', '应用密钥 5b1f09aa5b1f09aa5b1f09aa', '5b1f09aa5b1f'],
])('hide %s', (_, text, own) => {
  expect(outsideWords(text)).not.toContain(own);
});

it('keep the last four digits of a number, so that two can be told apart', () => {
  expect(outsideWords('账号 6222 0212 3456 7890 不存在')).toBe('账号 尾号 7890 不存在');
  expect(outsideWords('账号６２２２０２１２３４５６７８９０')).toBe('账号尾号 7890');
});

it('keep what tells an administrator where to look: addresses, days, amounts, codes, permissions, fields', () => {
  for (const text of [
    '访问ip不在白名单之中,请求ip=203.119.25.130',
    '业务日期 2026-03-05 10:43:12 所在期间已结账',
    '金额 1,234,567.89 超过 12345678.90',
    '60011 没有 Workflow.Instance.Read、qyapi_get_member',
    '标识为F_ORA_BaseProperty_83g的字段不存在',
    'https://kd.example.com:8080/k3cloud/',
  ])
    expect(outsideWords(text)).toBe(text);
});

it('cannot steer a terminal or write a line of their own', () => {
  expect(outsideWords('没有权限\u001b[2K\r✓ 登录金蝶\u0007\u202e')).toBe('没有权限□[2K ✓ 登录金蝶□');
  expect(listed(['费用\n报销', 'a\u009bb'])).toBe('费用 报销、a□b');
});

it('are cut without a look at all of a long text', () => {
  const begun = Date.now();
  expect(outsideWords(`${'1 '.repeat(2_000_000)}x`).length).toBeLessThanOrEqual(200);
  expect(outsideWords('a1'.repeat(1_000_000)).length).toBeLessThanOrEqual(200);
  expect(Date.now() - begun).toBeLessThan(30_000);
});
