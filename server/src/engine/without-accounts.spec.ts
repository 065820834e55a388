import { expect, it } from 'vitest';
import { formNamed } from '../connectors/forms/payment-form.js';
import { templateContent } from '../scheme/market/template-for-spec.js';
import { mapApproval } from './map-approval.js';
import { control, expenseInput } from './reimbursement-for-spec.js';

/** A bill of Kingdee without accounts owes its unit: an account that the approval names is read by nothing, and a person looks. */
const content = templateContent('expense-to-payable', {
  processCode: 'PROC-1',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});
const account = (accountName: string, accountNumber = '6222 0000 1111 2222 333') =>
  control('收款账号', { kind: 'object', entries: { accountName, accountNumber, bankName: '招商银行杭州分行营业部' } });
function told(controls: NonNullable<Parameters<typeof expenseInput>[0]>['controls']) {
  const input = expenseInput({ controls });
  const { issues } = mapApproval({ ...input, target: formNamed(content.target), scheme: { ...input.scheme, content } });
  return issues.filter(({ code }) => code.startsWith('payee-')).map(({ code, level, path }) => [code, level, path]);
}

it('an account of the applicant says nothing else, and one of somebody else has to be looked at', () => {
  expect(told({ 收款账号: account('冯赟') })).toEqual([]);
  expect(told({ 收款账号: account('李四') })).toEqual([['payee-elsewhere', 'amber', 'header.contactUnit']]);
});
