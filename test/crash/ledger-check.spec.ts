import { describe, expect, it } from 'vitest';
import { type Comments, compareLedgers, type HeldBill, isClean } from './ledger-check.js';

const approvals = [
  { instanceId: 'a-1', total: '12.30' },
  { instanceId: 'a-2', total: '980.00' },
];
const held = (number: string, thirdBillNo: string, total: string, status = 'C'): HeldBill => ({
  number,
  thirdBillNo,
  total,
  status,
});
const right = [held('DD1', 'a-1', '12.30'), held('DD2', 'a-2', '980.00')];
const said = (...entries: [string, string[]][]): Comments => new Map(entries);
const comments = said(['a-1', ['已生成付款单 DD1']], ['a-2', ['已生成付款单 DD2']]);

describe('the comparison of both ledgers', () => {
  it('is clean when every approval has one audited bill of its amount and one comment', () => {
    expect(isClean(compareLedgers(approvals, right, comments))).toBe(true);
  });

  it('names the approval of a second bill, whatever its number', () => {
    const verdict = compareLedgers(approvals, [...right, held('FKD9', 'a-1', '12.30')], comments);
    expect(verdict).toMatchObject({ duplicates: ['a-1'], bills: 3 });
    expect(isClean(verdict)).toBe(false);
  });

  it('counts a bill of no approval as one too many', () => {
    expect(compareLedgers(approvals, [...right, held('X1', 'elsewhere', '1.00')], comments).duplicates).toEqual(['X1']);
  });

  it('names an approval without a bill', () => {
    expect(compareLedgers(approvals, right.slice(1), comments).lost).toEqual(['a-1']);
  });

  it('names a bill that is not audited, and one of another amount', () => {
    const wrong = [held('DD1', 'a-1', '12.30', 'B'), held('DD2', 'a-2', '980.01')];
    expect(compareLedgers(approvals, wrong, comments)).toMatchObject({ notAudited: ['a-1'], wrongAmount: ['a-2'] });
  });

  it('names a comment that is missing or written twice', () => {
    const odd = said(['a-2', ['已生成付款单 DD2', '已生成付款单 DD2']], ['a-1', ['请补发票']]);
    expect(compareLedgers(approvals, right, odd)).toMatchObject({ withoutComment: ['a-1'], doubleComment: ['a-2'] });
  });
});
