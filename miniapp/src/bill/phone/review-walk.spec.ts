import type { ReasonGroup } from '@dingdee/shared/bill';
import type { PairValue } from '@dingdee/shared/bill-detail';
import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import { firstToFix, formDifference, groupToWalk, isConverted, needsNote, placeOf, sumOfRows } from './review-walk.js';

const group = (key: string) => ({ key }) as ReasonGroup;
const bills = ['a', 'b', 'c'].map((id) => ({ id }));
const field = (over: Partial<PairValue>): PairValue => ({
  path: 'header.contactUnit',
  label: '往来单位',
  source: '',
  sourceLabel: '',
  value: 'E0137',
  valueName: '',
  picker: 'employee',
  editable: true,
  provenance: { kind: 'form', reference: '', gave: '', version: '', lookup: null, actor: null, at: null, ladder: [] },
  issue: null,
  ...over,
});
const red = { code: 'unmapped', level: 'red', path: '', message: '', table: null, key: null } as const;

describe('the way through a review', () => {
  it('starts with the riskiest cause and keeps to the one that was asked for, the clean one ("") included', () => {
    const groups = [group('duplicate'), group('new-account'), group('')];
    expect(groupToWalk(groups, null)?.key).toBe('duplicate');
    expect(groupToWalk(groups, '')?.key).toBe('');
    expect(groupToWalk(groups, 'gone')).toBeNull();
  });

  it('goes on with the bill that takes the place of one that left', () => {
    expect(placeOf(bills, 'b', 0)).toBe(1);
    expect(placeOf(bills, 'gone', 1)).toBe(1);
    expect(placeOf(bills, 'gone', 9)).toBe(2);
    expect(placeOf([], 'gone', 3)).toBe(0);
  });
});

describe('what a card tells', () => {
  it('says how far form and rows are apart while the sum to pay is not known', () => {
    const totals = { form: '4251.50' as Amount, rows: '4286.50' as Amount, offset: null, payable: null, agree: false };
    expect(formDifference(totals)).toBe('35.00');
    expect(formDifference({ ...totals, form: null })).toBeNull();
  });

  it('never adds up rows of which one is unknown', () => {
    const row = (amount: string | null) => ({ amount: amount as Amount | null });
    expect(sumOfRows([row('292.00'), row('218.50')])).toBe('510.50');
    expect(sumOfRows([row('292.00'), row(null)])).toBeNull();
  });

  it('asks for a note where something amber is to be confirmed', () => {
    expect(needsNote({ issues: [{ ...red, level: 'amber' }] })).toBe(true);
    expect(needsNote({ issues: [] })).toBe(false);
  });

  it('counts a field as converted by its reason or its issue, not by its text', () => {
    expect(isConverted(field({}))).toBe(false);
    expect(isConverted(field({ value: null, provenance: null, issue: red }))).toBe(true);
    expect(isConverted(field({ value: null, provenance: null }))).toBe(false);
  });

  it('does not count what the scheme gives by itself as a difference from the approval', () => {
    const given = {
      kind: 'rule',
      reference: '',
      gave: '',
      version: '',
      lookup: null,
      actor: null,
      at: null,
      ladder: [],
    } satisfies PairValue['provenance'];
    expect(isConverted(field({ provenance: given }))).toBe(false);
    expect(isConverted(field({ provenance: given, sourceLabel: '完成时间' }))).toBe(true);
  });

  it('offers to fix the first red field that may be changed', () => {
    const rows = [
      {
        index: 0,
        sourceTitle: '',
        sourceNote: '',
        sourceAmount: null,
        amount: null,
        fields: [
          field({ path: 'rows[0].amount', editable: false, issue: red }),
          field({ path: 'rows[0].costItem', issue: red }),
        ],
      },
    ];
    expect(firstToFix({ header: [field({})], rows })?.path).toBe('rows[0].costItem');
  });
});
