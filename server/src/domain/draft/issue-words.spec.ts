import { describe, expect, it } from 'vitest';
import { readIssues } from '../../bill/ledger/bill-content.js';

const sentence = (code: string, params: Record<string, string>) =>
  readIssues(JSON.stringify([{ code, level: 'red', path: 'total', message: '', table: null, key: null, params }]))[0];

describe('an issue that is stored as code and parameters', () => {
  it('is a sentence when it is read, with cause and next step, and its parameters stay inside', () => {
    expect(sentence('offset', { label: '抵扣借款', text: '−1,500.00', total: '5,000.00' })).toEqual({
      code: 'offset',
      level: 'red',
      path: 'total',
      message:
        '审批单的“抵扣借款”是 −1,500.00，付款单会付 5,000.00，没有扣掉它。这个方案不按净额付款：管理员可以在“方案”的“净额”里写明要扣哪一项；这一笔也可以请申请人把明细改成实付的金额重新提交，或排除、线下付款。',
      table: null,
      key: null,
    });
  });

  it.each([
    ['maybe-offset', { label: '已付金额', text: '50.00', total: '' }],
    ['maybe-paid', { of: 'way', label: '付款方式', text: '公务卡', total: '156.80' }],
    ['maybe-paid', { of: 'done', label: '付款状态', text: '已付款', total: '156.80' }],
    ['maybe-paid', { of: 'offset', label: '是否冲借款', text: '是', total: '156.80' }],
    ['foreign-account', { label: 'SWIFT', text: 'BKCHCNBJ' }],
    ['payable-differs', { label: '实付金额', text: '3,500.00', total: '' }],
    ['foreign-currency', { label: '币种', text: 'USD' }],
    ['amount-unit', { label: '金额（万元）', text: '1.50' }],
    ['amount-unit', { label: '金额单位', said: '万元' }],
    ['ambiguous-control', { label: '总金额', row: '', values: '…' }],
    ['sum-row', { row: '3', word: '合计' }],
    ['maybe-sum-row', { row: '3', word: '150.00' }],
    ['maybe-sum-row', { row: '3', word: '150.00', off: '借款冲销' }],
    ['column-total', { label: '报销金额', text: '10.00', total: '20.00' }],
    ['amount-in-words', { label: '报销金额', text: '10.00', words: '壹元整' }],
  ])('%s has one too', (code, params) => {
    const { message = '' } = sentence(code, params) ?? {};
    expect(message).toMatch(/。$/);
    expect(message).not.toMatch(/undefined/);
    for (const [name, value] of Object.entries(params)) if (name !== 'of') expect(message).toContain(value);
  });

  it('one from before parameters keeps the sentence that it was stored with', () => {
    const old = { code: 'missing', level: 'red', path: 'rows', message: '没有明细。', table: null, key: null };
    expect(readIssues(JSON.stringify([old]))).toEqual([old]);
  });
});
