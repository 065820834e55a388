import { expect, it } from 'vitest';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { changeWords } from './change-words.js';

const say = (change: Parameters<typeof changeWords>[0]) =>
  changeWords(change, PAYMENT_FORM, (_, value) => ({ CI01: '差旅费', CI02: '市内交通' })[value] ?? '');
const account = PAYMENT_FORM.row.account;

it.each([
  [{ row: 0, field: 'total', from: '1200.00', to: '1250.50' }, '金额 从 ¥1,200.00 改为 ¥1,250.50'],
  [{ row: 0, field: 'total', from: '', to: '10.00' }, '金额 从 空 改为 ¥10.00'],
  [{ row: 2, field: 'costItem', from: 'CI01', to: 'CI02' }, '第 2 行费用项目 从 差旅费 改为 市内交通'],
  [{ row: 1, field: 'costItem', from: 'CI01', to: 'CI99' }, '第 1 行费用项目 从 差旅费 改为 CI99'],
  [{ row: 0, field: 'rows', from: '2', to: '3' }, '明细从 2 行变成 3 行'],
  [{ row: 0, field: 'F_UNKNOWN', from: 'a', to: 'b' }, '自定义字段 从 a 改为 b'],
])('%o is told as %s', (change, words) => {
  expect(say(change)).toBe(words);
});

it('an account that ends in the same four digits is told as another', () => {
  expect(say({ row: 1, field: account, from: '尾号 2222', to: '尾号 2222' })).toMatch(
    /^第 1 行.+ 换成了另一个，末四位相同（尾号 2222）$/,
  );
});
