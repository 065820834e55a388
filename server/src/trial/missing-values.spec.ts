import { describe, expect, it } from 'vitest';
import { mapApproval } from '../engine/map-approval.js';
import { expenseInput, filledBook } from '../engine/reimbursement-for-spec.js';
import { missingIn } from './missing-values.js';
import type { Tried } from './try-one.js';

const { scheme } = expenseInput();
/** Tries an approval without any mapping row; `rules` are the rules of the amount. */
function tried(
  id: string,
  rules: (typeof scheme.content.rows)[string]['rules'],
): Pick<Tried, 'id' | 'state' | 'result'> {
  const amount = { ...(scheme.content.rows.amount ?? { label: '应付金额', required: true }), rules };
  const content = { ...scheme.content, rows: { ...scheme.content.rows, amount } };
  const input = { ...expenseInput({ book: filledBook({ costItem: {} }) }), scheme: { ...scheme, content } };
  return { id, state: 'red', result: mapApproval(input) };
}
const known = scheme.content.rows.amount?.rules ?? [];

describe('the sum of what hangs on a missing value', () => {
  const of = (...all: Parameters<typeof missingIn>[0]) =>
    missingIn(all)
      .get('costItem')
      ?.map(({ key, bills, details, unknown }) => [key, bills, details, unknown]);

  it('is that of its rows', () => {
    expect(of(tried('a', known), tried('b', known))).toEqual([
      ['市内交通', 2, '240.00', undefined],
      ['住宿', 2, '73.60', undefined],
    ]);
  });

  it('says of how many bills it holds no amount, where no rule gives one: it is not 0.00', () => {
    expect(of(tried('a', known), tried('b', []))).toEqual([
      ['市内交通', 2, '120.00', 1],
      ['住宿', 2, '36.80', 1],
    ]);
  });
});
