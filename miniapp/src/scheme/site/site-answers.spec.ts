import { describe, expect, it } from 'vitest';
import { answersOf, billTypeFor, NOTHING_SAID, outcomeFor, saidOf, sameAnswers } from './site-answers.js';

const SAID = {
  first: 'paybill',
  means: 'record',
  expenseModule: true,
  payBillType: 'FKDLX09',
  payableBillType: '',
} as const;
const SITE = { ...SAID, version: 3, by: '郑毅', at: 1 };

describe('the answers about a site', () => {
  it('are none while a question is open, or a bill type cannot be one', () => {
    expect(saidOf(NOTHING_SAID)).toBeNull();
    expect(saidOf({ ...SAID, means: null })).toBeNull();
    expect(saidOf({ ...SAID, payBillType: '付款单 9' })).toBeNull();
    expect(saidOf(SAID)).toEqual(SAID);
  });

  it('are the same as what is stored only where every one is', () => {
    expect(sameAnswers(SAID, SITE)).toBe(true);
    expect(sameAnswers({ ...SAID, means: 'instruction' }, SITE)).toBe(false);
    expect(sameAnswers(SAID, null)).toBe(false);
    expect(answersOf(SITE)).toEqual(SAID);
  });

  it('name a bill type only where it was copied for that document', () => {
    expect(billTypeFor('AP_PAYBILL', SAID)).toBe('FKDLX09');
    expect(billTypeFor('AP_OtherPayable', SAID)).toBeUndefined();
    expect(billTypeFor('AP_PAYBILL', { ...SAID, expenseModule: false })).toBeUndefined();
  });

  it('leave the audit of a bill that moves money to people in Kingdee, and say nothing of another bill', () => {
    expect(outcomeFor('AP_PAYBILL', 'instruction')).toBe('save+submit');
    expect(outcomeFor('AP_PAYBILL', 'record')).toBe('save+submit+audit');
    expect(outcomeFor('AP_OtherPayable', 'instruction')).toBeUndefined();
    expect(outcomeFor('AP_PAYBILL', null)).toBeUndefined();
  });
});
