import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { proposalSays, whyNotAccepted } from './proposal-says.js';

const field = (path: string, label: string) => ({ path, label }) as BillDetail['header'][number];
const row = (index: number, sourceTitle: string, amount: string): BillDetail['rows'][number] => ({
  index,
  sourceTitle,
  sourceNote: '',
  sourceAmount: amount,
  amount: amount as Amount,
  fields: [field(`rows.${index}.costItem`, '费用项目')],
});
const bill = (whyNot: { code: string; words: string } | null = null) => ({
  rows: [row(0, '市内交通', '20.00'), row(1, '办公用品', '3186.46')],
  header: [field('payOrg', '付款组织')],
  state: 'approved' as const,
  actions: [
    { action: 'fix' as const, fits: whyNot === null, whyNot },
    { action: 'hold' as const, fits: whyNot === null, whyNot },
  ],
});
const fill = (path: string) => ({
  what: { kind: 'mapping' as const, path, targetNumber: 'CI0011', targetName: '办公费-办公用品' },
});

it('a proposal says which line it is for, and nothing is accepted for a field that is gone', () => {
  expect(proposalSays(bill(), fill('rows.1.costItem'))).toBe(
    '第 2 行（办公用品 3,186.46）费用项目 填 CI0011 办公费-办公用品',
  );
  expect(proposalSays(bill(), fill('payOrg'))).toBe('付款组织 填 CI0011 办公费-办公用品');
  expect(whyNotAccepted(bill(), fill('payOrg'), true)).toBeNull();
  expect(proposalSays(bill(), fill('rows.7.costItem'))).toBe('这个字段已经不在单据上');
  expect(whyNotAccepted(bill(), fill('rows.7.costItem'), true)).toBe('这个字段已经不在单据上');
});

it('a role, a stage and a reason of the server are told apart', () => {
  const why = (code: string) => whyNotAccepted(bill({ code, words: '自己的单据' }), fill('payOrg'), true);
  expect(why('access/refused')).toBe('你的角色不能填值，可请能补映射的同事采纳');
  expect(why('mapping/fix-refused')).toBe('单据已到“待推送”，不能再改；没用了就点“不采纳”');
  expect(why('bill/own')).toBe('自己的单据');
});
