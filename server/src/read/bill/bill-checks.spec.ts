import type { BillIssue } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { describe, expect, it } from 'vitest';
import type { StoredContent } from '../../bill/ledger/bill-content.js';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { checksOf, totalsOf } from './bill-checks.js';

const issue = (code: string, level: BillIssue['level'] = 'red', path = 'header.department'): BillIssue => ({
  code,
  level,
  path,
  message: `说明 ${code}`,
  table: null,
  key: null,
});

const content = (form: string | null, rows: (string | null)[], complete: boolean): StoredContent => ({
  notes: {
    fields: {
      header: {},
      rows: rows.map((amount) => ({
        amount: amount as Amount | null,
        sourceTitle: '',
        sourceNote: '',
        sourceAmount: '',
        fields: {},
      })),
    },
    facts: { total: null, formTotal: form as Amount | null },
    others: [],
    attachments: [],
  },
  provenance: {},
  issues: [],
  tables: {},
  complete,
});

describe('the totals bar', () => {
  it('agrees only when form, rows and payment are the same number', () => {
    expect(totalsOf(content('300.30', ['100.10', '200.20'], true))).toEqual({
      form: '300.30',
      rows: '300.30',
      offset: null,
      payable: '300.30',
      agree: true,
    });
    expect(totalsOf(content('300.00', ['100.10', '200.20'], false)).agree).toBe(false);
    expect(totalsOf(content(null, ['100.10'], true)).agree).toBe(false);
  });

  it('says what is taken off, and agrees where the payment is what is left', () => {
    const net = { gross: '300.30' as Amount, offset: '50.00' as Amount, payable: '250.30' as Amount };
    const less = content('300.30', ['50.10', '200.20'], true);
    const totals = totalsOf({ ...less, notes: { ...less.notes, facts: { ...less.notes.facts, net } } });
    expect(totals).toEqual({ form: '300.30', rows: '300.30', offset: '50.00', payable: '250.30', agree: true });
    const whole = content('300.30', ['100.10', '200.20'], true);
    expect(totalsOf({ ...whole, notes: { ...whole.notes, facts: { ...whole.notes.facts, net } } }).agree).toBe(false);
  });

  it('has no sum of rows while one of them has no amount', () => {
    expect(totalsOf(content('300.30', ['100.10', null], false))).toEqual({
      form: '300.30',
      rows: null,
      offset: null,
      payable: null,
      agree: false,
    });
  });
});

describe('the check list', () => {
  const states = (issues: BillIssue[], mapped = true, kingdeeNo: string | null = null) =>
    Object.fromEntries(checksOf(issues, mapped, kingdeeNo, PAYMENT_FORM).map(({ label, state }) => [label, state]));

  it('never ticks the accounting period, nor a number that Kingdee was not asked for', () => {
    expect(states([])).toMatchObject({ 会计期间: 'unknown', 金蝶里没有同号单据: 'unknown', 基础资料: 'ok' });
    expect(states([], true, 'DD7K')).toMatchObject({ 金蝶单据: 'ok', 会计期间: 'unknown' });
  });

  it('is unknown throughout before the first mapping', () => {
    expect(new Set(Object.values(states([], false)))).toEqual(new Set(['unknown']));
  });

  it('shows the worst issue of each kind, and one of no known kind under 其他', () => {
    expect(
      states([issue('no-form-total', 'amber', 'total'), issue('unmapped'), issue('brand-new', 'amber')]),
    ).toMatchObject({
      金额合计: 'amber',
      基础资料: 'red',
      其他: 'amber',
      必填项: 'ok',
    });
  });
});
