import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';

const constant = (label: string, value: string): FieldRules => ({
  label,
  rules: [{ kind: 'constant', value }],
  required: true,
});
const only = (fields: SchemeContent['header'], names: readonly string[]): SchemeContent['header'] =>
  Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, fields[name]] as const] : [])));

/** Returns the scheme content of the same reimbursement as 其他应付单: who is owed how much for what, without the way and account of payment. */
export const asOtherPayable = (content: SchemeContent): SchemeContent => ({
  ...content,
  target: 'AP_OtherPayable',
  header: {
    ...only(content.header, [
      'businessDate',
      'contactUnitType',
      'contactUnit',
      'payOrg',
      'settleOrg',
      'currency',
      'department',
      'remark',
    ]),
    billType: constant('单据类型', 'QTYFD02_SYS'),
    dueDate: { label: '到期日', rules: [{ kind: 'date', from: 'instance:finishDate' }], required: false },
  },
  rows: only(content.rows, ['costItem', 'expenseDepartment', 'amount', 'comment']),
  writeback: { ...content.writeback, text: '已生成其他应付单 {{billNo}}，日期 {{date}}，金额 {{amount}}' },
});
