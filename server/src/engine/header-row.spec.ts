import { describe, expect, it } from 'vitest';
import type { Control } from '../domain/approval/approval-instance.js';
import { templateContent } from '../scheme/market/template-for-spec.js';
import { mapApproval } from './map-approval.js';
import { control, expenseInput, instanceOf, text } from './reimbursement-for-spec.js';
import { ApprovalSource } from './source/approval-source.js';
import { firstUnmet } from './source/filter.js';

/** A form without a detail table: the approval is the one row of its bill. */
const LOAN: readonly Control[] = [
  control('借款金额', text('3,000.00')),
  control('借款事由', text('成都出差')),
  control('收款账号', {
    kind: 'object',
    entries: { accountName: '冯赟', accountNumber: '6222000011112222333', bankName: '招商银行杭州分行' },
  }),
  control('附件', { kind: 'files', files: [] }),
];
const content = templateContent('loan-to-paybill', { processCode: 'P', formName: '借款申请', orgNumber: '101' });
const mapped = (controls: readonly Control[], changed = content) =>
  mapApproval({
    ...expenseInput(),
    instance: instanceOf(controls),
    scheme: { id: 's', version: 1, content: changed },
  });

describe('an approval without a detail table', () => {
  it('is one row, whose amount is the form’s', () => {
    const { draft, fields } = mapped(LOAN);
    expect(draft?.rows.map(({ amount }) => amount)).toEqual(['3000.00']);
    expect(draft?.total).toBe('3000.00');
    expect(fields.rows[0]?.sourceNote).toBe('成都出差');
  });

  it('shows no account among what the row is for', () => {
    const typed = [...LOAN.slice(0, 2), control('银行账号', text('6222000011112222333'))];
    expect(mapped(typed).fields.rows[0]?.sourceNote).not.toContain('6222');
  });

  it('reads a control of the form where a rule asks for one of the row', () => {
    const rows = {
      ...content.rows,
      amount: { label: '应付金额', required: true, rules: [{ kind: 'amount' as const, from: 'row:借款金额' }] },
    };
    expect(mapped(LOAN, { ...content, rows }).draft?.total).toBe('3000.00');
    const source = new ApprovalSource(instanceOf(LOAN), '冯赟');
    expect(firstUnmet([{ from: 'row:借款金额', is: 'more', value: '5000' }], source, ['单据头'])).toBe(0);
    expect(firstUnmet([{ from: 'row:借款金额', is: 'more', value: '2000' }], source, ['单据头'])).toBeNull();
  });

  it('stops where its amount is none, and where an offset stands beside it', () => {
    const codes = (controls: readonly Control[]) =>
      mapped(controls)
        .issues.filter(({ level }) => level === 'red')
        .map(({ code }) => code);
    expect(codes([control('借款金额', text('三千')), ...LOAN.slice(1)])).toContain('invalid-amount');
    expect(codes([...LOAN, control('冲销备用金金额', text('500'))])).toContain('offset');
  });
});
