import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { differencesOf, findingWords, type HeldOutside, type PaidOutside, samePayeeOf } from './outside-finding.js';

const ours: PaidOutside = {
  sum: { count: 2, amount: '100.00' as Amount },
  inOwn: '100.00' as Amount,
  payees: ['祝清和'],
  orgNumbers: ['101'],
  currencies: ['CNY'],
  others: { count: 0, amount: '0.00' as Amount },
};
const held: HeldOutside = {
  billNo: 'FKD1',
  called: '付款单',
  payee: '祝清和',
  amount: '100.00' as Amount,
  currency: 'CNY',
  date: '2026-11-20',
  status: '已审核',
  orgNumber: '101',
  counts: true,
  samePayee: null,
};
const lines = (change: Partial<HeldOutside>, of: Partial<PaidOutside> = {}) =>
  differencesOf({ ...held, ...change }, { ...ours, ...of });

describe('a bill in Kingdee beside those that it is said to have paid', () => {
  it('equal in all: nothing is said', () => expect(lines({})).toEqual([]));

  it.each([
    ['another sum', { amount: '99.99' as Amount }, {}, '金额：金蝶 ¥99.99，这里 ¥100.00'],
    ['somebody else by name', { payee: '闻人瑾' }, {}, '收款人：金蝶 闻人瑾，这里 祝清和'],
    ['somebody else by number', { samePayee: false }, {}, '收款人：金蝶 祝清和，这里 祝清和'],
    ['several payees', {}, { payees: ['祝清和', '闻人瑾'] }, '收款人：金蝶 祝清和，这里 祝清和、闻人瑾'],
    ['another organisation', { orgNumber: '102' }, {}, '付款组织：金蝶 102，这里 101'],
    ['another currency', { currency: 'USD' }, {}, '币别：金蝶 USD，这里 CNY'],
    ['not audited', { counts: false, status: '审核中' }, {}, '状态：金蝶里是“审核中”，还不算付了'],
    ['named before', {}, { others: { count: 1, amount: '5.00' as Amount } }, '同一张金蝶单据已经记过 1 笔 ¥5.00'],
    [
      'an amount that is not known',
      {},
      { inOwn: null, sum: { ...ours.sum, unknown: 1 } },
      '金额：金蝶 ¥100.00，这里 ¥100.00',
    ],
  ] as const)('%s is said', (_, change, of, line) => {
    expect(lines(change, of as Partial<PaidOutside>)).toEqual([line]);
  });

  it('by number the payee is the same whatever the names say', () => {
    expect(lines({ samePayee: true, payee: '祝清和（杭州）' })).toEqual([]);
  });

  it('one number is an employee and a supplier: the kind counts too, for every one of several', () => {
    const held = ['BD_Empinfo', '1001'] as const;
    expect(samePayeeOf(held, [['BD_Empinfo', '1001']])).toBe(true);
    expect(samePayeeOf(held, [['BD_Supplier', '1001']])).toBe(false);
    expect(samePayeeOf(held, [held, ['BD_Empinfo', '1002']])).toBe(false);
    expect(samePayeeOf(held, [['', '']])).toBeNull();
  });

  it('a foreign sum is compared in its own currency, with its own sign', () => {
    const sum = { count: 1, amount: '0.00' as Amount, unknown: 1 };
    const dollars = { currencies: ['USD'], inOwn: '100.00' as Amount, sum };
    expect(lines({ currency: 'USD' }, dollars)).toEqual([]);
    expect(lines({ currency: 'USD', amount: '90.00' as Amount }, dollars)).toEqual([
      '金额：金蝶 US$90.00，这里 US$100.00',
    ]);
  });

  it('a sum of which the form does not surely say the currency is compared as the form has it', () => {
    const unsure = {
      currencies: [''],
      inOwn: '100.00' as Amount,
      sum: { count: 1, amount: '0.00' as Amount, unknown: 1 },
    };
    expect(lines({}, unsure)).toEqual([]);
    expect(lines({ amount: '90.00' as Amount }, unsure)).toEqual(['金额：金蝶 ¥90.00，这里 ¥100.00']);
  });

  it('each answer is one sentence with the number and what comes next', () => {
    for (const seen of ['same', 'differs', 'absent', 'unanswered'] as const)
      expect(findingWords(seen, 'FKD1', held, '连接超时。')).toMatch(/FKD1.*。$/);
  });
});
