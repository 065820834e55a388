import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { refusedIn } from './refused-in.js';

const row = (costItem: string) => ({ amount: '1.00' as Amount, fields: { costItem } });
const draft = (...items: string[]): PaymentBillDraft => ({
  billNo: 'B',
  thirdBillNo: 'T',
  orgNumber: '101',
  currency: 'PRE001',
  header: {},
  rows: items.map(row),
  total: '1.00' as Amount,
});
const refused = (messages: string[], fields: string[], of: PaymentBillDraft) =>
  refusedIn({ class: 'base-data', messages, fields }, of, (_form, _level, key) =>
    key === 'F_XM' ? 'assistant:XM' : null,
  ).map(({ kind, number, orgNumber }) => `${kind} ${number} ${orgNumber}`);

describe('which entry a refusal speaks of', () => {
  it('is the one of the named field that its words repeat, and no other that only begins like it', () => {
    const said = ['字段“费用项目”的值“CI0012”不存在或不可用'];
    expect(refused(said, ['FCOSTID'], draft('CI001', 'CI0012'))).toEqual(['costItem CI0012 101']);
  });

  it('is the only one of the named field where no word repeats it', () => {
    expect(refused(['字段“费用项目”是必填项'], ['FCostId'], draft('CI001', 'CI001'))).toEqual(['costItem CI001 101']);
  });

  it('is never guessed among several', () => {
    expect(refused(['字段“费用项目”是必填项'], ['FCOSTID'], draft('CI001', 'CI002'))).toEqual([]);
    expect(refused(['单据不完整'], [], draft('CI001'))).toEqual([]);
  });

  it('may be of a field of the company’s own', () => {
    const own = { ...draft('CI001'), header: { F_XM: 'P-07' } };
    expect(refused(['字段“项目”的值“P-07”不存在或不可用'], ['F_XM'], own)).toEqual(['assistant:XM P-07 101']);
  });

  it('is none where the class is another', () => {
    const of = draft('CI001');
    const said = { class: 'period', messages: ['CI001'], fields: ['FCOSTID'] } as const;
    expect(refusedIn(said, of, () => null)).toEqual([]);
  });
});
