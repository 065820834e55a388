import { expect, it } from 'vitest';
import { netInWords, rowsInWords } from './bill-shape.js';

it('where the rows come from, how they are joined, and how many bills there are is said in one line', () => {
  expect(rowsInWords({ detail: { table: '报销明细' } })).toBe('报销明细：一行一条');
  expect(rowsInWords({ detail: { table: ' 单据头' } })).toBe('这个方案没有明细表：整张审批就是一行。');
  expect(
    rowsInWords({
      detail: { table: '报销明细', more: ['补贴'], group: ['row:费用类型', 'row:项目'] },
      split: { by: 'payee', from: 'row:收款人' },
    }),
  ).toBe('报销明细、补贴：费用类型、项目相同的合并，按收款人各一张');
});

it('what is deducted is named by its control, or its column', () => {
  expect(netInWords({})).toBe('明细合计是多少就付多少');
  const offsets = [{ from: 'field:冲抵借款' }, { from: 'field:借款明细', column: '本次冲抵' }];
  expect(netInWords({ net: { offsets, payable: null, spread: 'in-order' } })).toBe('先扣冲抵借款、本次冲抵');
});
