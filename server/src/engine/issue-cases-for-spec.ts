import type { FieldRules, NetRule, Rule } from '@dingdee/shared/scheme';
import { formNamed } from '../connectors/forms/payment-form.js';
import type { Control, ControlRow, ControlValue } from '../domain/approval/approval-instance.js';
import type { UsableBaseData } from '../domain/draft/usable-base-data.js';
import { templateContent } from '../scheme/market/template-for-spec.js';
import type { MappingInput } from './field/mapping-input.js';
import { cell, control, expenseInput, filledBook, row, tables, text } from './reimbursement-for-spec.js';
import { baseDataOf } from './reimbursement-lines-for-spec.js';
import type { FormSchema } from './source/named-controls.js';
import { UNREAD_CASES } from './unread-cases-for-spec.js';

/** One approval for each sentence that an issue of the engine can have: the former engine stored them (`FORMER_ISSUES`). */

type Content = MappingInput['scheme']['content'];
type Changes = NonNullable<Parameters<typeof expenseInput>[0]>;

const CARD = '6222021234567890123';
const UNREADABLE: ControlValue = { kind: 'unreadable', text: '…' };
const EMPTY: ControlValue = { kind: 'empty' };

const table = (name: string, rows: readonly ControlRow[]): Control => control(name, { kind: 'table', rows });
const line = (amount: string, item = '市内交通'): ControlRow =>
  row(cell('报销金额(元)', text(amount)), cell('费用明细', text(item)));
const lines = (...amounts: string[]): ControlRow[] => amounts.map((amount) => line(amount));
/** A reimbursement with these rows and this total. */
const sums = (rows: readonly ControlRow[], total: ControlValue, more: readonly Control[] = []): MappingInput =>
  expenseInput({ controls: { 报销明细: table('报销明细', rows), 总金额: control('总金额', total) }, more });

/** A reimbursement of one row. */
const reimbursement = (changes: Changes = {}): MappingInput =>
  expenseInput({ ...changes, controls: { 报销明细: table('报销明细', lines('156.80')), ...changes.controls } });

const withContent = (input: MappingInput, change: Partial<Content>, form?: FormSchema): MappingInput => ({
  ...input,
  scheme: { ...input.scheme, content: { ...input.scheme.content, ...change }, ...(form ? { form } : {}) },
});
const withHeader = (name: string, label: string, rules: readonly Rule[], changes: Changes = {}): MappingInput => {
  const input = reimbursement(changes);
  const field: FieldRules = { label, rules: [...rules], required: true };
  return withContent(input, { header: { ...input.scheme.content.header, [name]: field } });
};
const withRow = (name: string, label: string, rules: readonly Rule[], changes: Changes = {}): MappingInput => {
  const input = reimbursement(changes);
  const field: FieldRules = { label, rules: [...rules], required: true };
  return withContent(input, { rows: { ...input.scheme.content.rows, [name]: field } });
};
const constant = (value: string): Rule[] => [{ kind: 'constant', value }];
const source = (from: string): Rule[] => [{ kind: 'source', from }];

const known = (label: string, children: readonly string[] = []): FormSchema[number] => ({
  id: `Field_${label}`,
  label,
  type: children.length > 0 ? 'TableField' : 'TextField',
  alias: null,
  required: false,
  options: [],
  children: children.map((name) => known(name)),
});
/** The reimbursement form as the scheme knows it. */
const FORM: FormSchema = [
  known('费用归属项目'),
  known('报销类别'),
  known('行政报销类型'),
  known('报销明细', ['费用发生日期', '报销金额(元)', '费用明细']),
  known('总金额'),
  known('收款账号'),
];

const OFFSET = '冲销备用金金额（元）';
const PAYABLE = '应付员工金额（元）';
const NET: NetRule = { offsets: [{ from: `field:${OFFSET}` }], payable: `field:${PAYABLE}`, spread: 'in-order' };
/** A reimbursement of 206.80 that pays the net sum; null leaves the control out. */
function net(offset: ControlValue | null, payable: ControlValue | null, rule: Partial<NetRule> = {}): MappingInput {
  const more = [
    ...(offset === null ? [] : [control(OFFSET, offset)]),
    ...(payable === null ? [] : [control(PAYABLE, payable)]),
  ];
  return withContent(sums(lines('120.00', '36.80', '50.00'), text('206.80'), more), { net: { ...NET, ...rule } });
}
const REPAID: NetRule = {
  offsets: [{ from: 'field:借款冲销', column: '冲销金额' }],
  payable: null,
  spread: 'in-order',
};
const repayment = (amount: ControlValue, ...more: Control[]): ControlRow =>
  row(cell('借款单号', text('JK1')), cell('冲销金额', amount), ...more);
/** A reimbursement of 156.80 from which a table of repayments is taken off. */
const repaid = (rows: readonly ControlRow[], stated?: string): MappingInput =>
  withContent(
    sums(lines('120.00', '36.80'), text('156.80'), [
      stated === undefined
        ? table('借款冲销', rows)
        : {
            ...table('借款冲销', rows),
            beside: { columnTotals: [{ id: 'Field_冲销金额', label: '冲销金额', total: stated }] },
          },
    ]),
    { net: REPAID },
  );

const account = (value: ControlValue, more: readonly Control[] = []): MappingInput =>
  reimbursement({ controls: { 收款账号: control('收款账号', value) }, more });
const holder = (accountName: string, accountNumber = CARD): ControlValue => ({
  kind: 'object',
  entries: { accountName, accountNumber, bankName: '招商银行' },
});
const banks = (...rows: readonly (readonly [string, string, string])[]): ControlValue => ({
  kind: 'table',
  rows: rows.map(([name, number, bank]) =>
    row(cell('银行账户名', text(name)), cell('银行账号', text(number)), cell('开户行', text(bank))),
  ),
});
const ROUNDED = '6222021234567890000';
const LESS_ROUNDED = '62220212345678900';

const OWED = templateContent('expense-to-payable', {
  processCode: 'PROC-1',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});
/** The same approval as a bill without accounts. */
const owed = (value: ControlValue): MappingInput => {
  const input = account(value);
  return { ...input, target: formNamed(OWED.target), scheme: { ...input.scheme, content: OWED } };
};

const wrong = (number: string, item: { usable: false; reason: string | null } | null): UsableBaseData =>
  baseDataOf((each) =>
    each === number
      ? item && { number, name: '市内交通费（旧）', ...item }
      : { number: each, name: '冯赟', usable: true, reason: null },
  );
const ELSEWHERE = ['YG00007', 'BM000005'];
/** Base data in which person and department belong to organisation 102. */
const ofOther: UsableBaseData = {
  knows: () => true,
  find: (_, number, org) =>
    ELSEWHERE.includes(number) && org !== '102' ? null : { number, name: '冯赟', usable: true, reason: null },
  lookup: (_, number, org) => {
    const elsewhere = ELSEWHERE.includes(number) && org !== '102' && org !== '';
    return {
      number,
      name: '冯赟',
      usable: !elsewhere,
      reason: elsewhere ? '不属于组织 101，只在组织 102 可用' : null,
      orgNumber: ELSEWHERE.includes(number) ? '102' : '',
    };
  },
};
const nameless = (input: MappingInput): MappingInput => ({
  ...input,
  instance: { ...input.instance, originatorDeptName: '' },
});
const twoTables = (
  first: readonly ControlRow[],
  second: readonly ControlRow[],
  detail: Partial<Content['detail']> = {},
) =>
  withContent(sums(first, text('10.00'), [table('住宿明细', second)]), {
    detail: { table: '报销明细', more: ['住宿明细'], ...detail },
  });

export const ISSUE_CASES: Readonly<Record<string, MappingInput>> = {
  'a row below zero': sums(lines('-5.00', '10.00'), text('5.00')),
  'a row of a second table below zero': twoTables(lines('15.00'), lines('-5.00')),
  'a total of zero': sums(lines('0.00'), text('0.00')),
  'a sum out of range': sums(lines('90071992547409.92', '0.01'), text('1.00')),
  'a total that is no amount': sums(lines('100.00'), text('一百')),
  'a total out of range': sums(lines('100.00'), text('90071992547409.93')),
  'a total that is unreadable': sums(lines('100.00'), UNREADABLE),
  'no total': sums(lines('100.00'), EMPTY),
  'a total that lacks a row': sums(lines('120.00', '36.80'), text('120.00')),
  'another total': sums(lines('120.00', '36.80'), text('200.00')),
  'a row without an amount': sums(lines('', '36.80'), text('36.80')),
  'a row with a text': sums(lines('约一百', '36.80'), text('36.80')),
  'a row with three decimals': sums(lines('1.500', '36.80'), text('38.30')),
  'a total with three decimals': sums(lines('1500'), text('1.234')),
  'a row that is unreadable': sums([{ ...line('1.00'), unreadable: '…' }, line('36.80')], text('36.80')),
  'a cell that is unreadable': sums(
    [row(cell('报销金额(元)', UNREADABLE), cell('费用明细', text('住宿'))), line('36.80')],
    text('36.80'),
  ),
  'no detail rows': sums([], text('36.80')),
  'no rows in two tables': twoTables([], []),
  'a detail table that is unreadable': reimbursement({ controls: { 报销明细: control('报销明细', UNREADABLE) } }),
  'a control beside that is unreadable': reimbursement({ more: [control('说明', UNREADABLE)] }),
  'a detail table that is gone': withContent(reimbursement(), { detail: { table: '出差明细' } }),
  'a detail table that stands twice': withContent(reimbursement(), {
    detail: { table: '报销明细', more: ['Field_报销明细'] },
  }),
  'a group by a column that is gone': withContent(reimbursement(), {
    detail: { table: '报销明细', group: ['row:项目|项目名称'] },
  }),

  'a net sum whose control is gone': net(null, text('206.80')),
  'a net sum that takes off the total': net(null, null, { offsets: [{ from: 'field:总金额' }], payable: null }),
  'a net sum that takes off twice': net(text('130.00'), text('76.80'), {
    offsets: [...NET.offsets, { from: `field:Field_${OFFSET}` }],
  }),
  'an offset below zero': net(text('-130.00'), text('336.80')),
  'two offsets out of range': withContent(
    sums(lines('120.00'), text('120.00'), [
      control(OFFSET, text('90000000000000.00')),
      control('备用金', text('90000000000000.00')),
    ]),
    { net: { ...NET, offsets: [...NET.offsets, { from: 'field:备用金' }], payable: null } },
  ),
  'an offset that is no amount': net(text('一百三'), text('76.80')),
  'an offset with three decimals': net(text('1.500'), text('205.30')),
  'an offset that is unreadable': net(UNREADABLE, text('76.80')),
  'nothing left': net(text('206.80'), text('0.00')),
  'less than nothing left': net(text('300.00'), text('-93.20')),
  'another net sum': net(text('130.00'), text('76.81')),
  'no net sum': net(text('130.00'), EMPTY),
  'repayments that are unreadable': withContent(
    sums(lines('120.00', '36.80'), text('156.80'), [control('借款冲销', UNREADABLE)]),
    { net: REPAID },
  ),
  'a repayment that is unreadable': repaid([repayment(text('10.00')), repayment(UNREADABLE)]),
  'a repayment that is a sum': repaid([repayment(text('10.00')), repayment(text('10.00'), cell('说明', text('合计')))]),
  'a repayment without an amount': repaid([repayment(text('10.00')), repayment(EMPTY)]),
  'a repayment that is no amount': repaid([repayment(text('三十'))]),
  'a repayment below zero': repaid([repayment(text('-30.00'))]),
  'a repayment with three decimals': repaid([repayment(text('1.500'))]),
  'a repayment that may be a sum': repaid([
    repayment(text('10.00')),
    repayment(text('5.00')),
    repayment(text('15.00')),
  ]),
  'repayments out of range': repaid([repayment(text('90000000000000.00')), repayment(text('90000000000000.00'))]),
  'repayments with another sum': repaid([repayment(text('10.00'))], '1,010.00'),

  'a field without rules': withHeader('remark', '备注', []),
  'a field without a control': withContent(withHeader('remark', '备注', source('field:项目|课题')), {}, FORM),
  'a field whose control is empty': withHeader('remark', '备注', source('field:备注'), {
    more: [control('备注', EMPTY)],
  }),
  'a field that reads nothing': withHeader('remark', '备注', [
    { kind: 'constant', value: '甲', when: [{ from: 'field:报销类别', is: 'empty' }] },
  ]),
  'a field whose expression gives nothing': withHeader('remark', '备注', [{ kind: 'expression', cel: '""' }]),
  'a field with an expression of before': withHeader('remark', '备注', [{ kind: 'expression' }]),
  'a field whose control is unreadable': withHeader('remark', '备注', source('field:备注'), {
    more: [control('备注', UNREADABLE)],
  }),
  'a text that is too long': withHeader('remark', '备注', source('field:备注'), {
    more: [control('备注', text('字'.repeat(300)))],
  }),
  'a date that is none': withHeader('businessDate', '业务日期', constant('明天'), {}),
  'a date on the form that is none': withHeader('businessDate', '业务日期', [{ kind: 'date', from: 'field:报销类别' }]),
  'an expression that compares a text': withRow('comment', '行备注', [
    { kind: 'expression', cel: 'amountAbove(row["费用明细"], "1") ? "甲" : "乙"' },
  ]),
  'a rate that is none': withHeader('exchangeRate', '汇率', constant('0')),
  'a number that is too long': withHeader('department', '部门', constant('9'.repeat(81))),
  'a number that is blank': withHeader('department', '部门', constant(' ')),
  'an applicant without a name': {
    ...withRow('oppositeName', '对方账户名称', source('instance:originatorName')),
    originatorName: '',
  },
  'a key without a row': reimbursement({ book: filledBook({ costItem: { 住宿: 'CI0005' } }) }),
  'a person without a row': reimbursement({ book: filledBook({ contactUnit: {} }) }),
  'a table without a default': reimbursement({ book: filledBook({ bankAccount: {} }) }),
  'empty tables': reimbursement({ book: tables({}) }),
  'an optional field without a row': (() => {
    const input = reimbursement({ book: filledBook({ department: {} }) });
    const { department } = input.scheme.content.header;
    const header = {
      ...input.scheme.content.header,
      ...(department && { department: { ...department, required: false } }),
    };
    return withContent(input, { header });
  })(),

  'a payer that person and department speak against': { ...reimbursement(), baseData: ofOther },
  'the same without a department': nameless({ ...reimbursement(), baseData: ofOther }),
  'a payer that the table speaks against': reimbursement({ book: filledBook({ payOrg: { 销售部: '102' } }) }),
  'a payer the table speaks against, without a department': nameless(
    reimbursement({ book: filledBook({ payOrg: { 销售部: '102' } }) }),
  ),
  'a payer that a person chose': reimbursement({ locks: { 'header.payOrg': '102' } }),
  'another currency': reimbursement({ locks: { 'header.currency': 'PRE007' } }),
  'base data that is disabled': { ...reimbursement(), baseData: wrong('CI0001', { usable: false, reason: '已禁用' }) },
  'base data that cannot be used': { ...reimbursement(), baseData: wrong('CI0001', { usable: false, reason: null }) },
  'base data that is not there': { ...reimbursement(), baseData: wrong('BM000005', null) },
  'a supplier that is called an employee': {
    ...reimbursement(),
    baseData: baseDataOf((number, kind) =>
      number === 'YG00007' && kind !== 'supplier' ? null : { number, name: '冯赟', usable: true, reason: null },
    ),
  },

  'two accounts': account(text(`${CARD} 6217000012345678901`)),
  'two payees': account(banks(['张三', CARD, '招商银行'], ['李四', '', '支付宝'])),
  'a phone number': account(text('户名：张三 账号：13800138000 开户行：招商银行')),
  'an identity card': account(text('户名：张三 账号：11010519491231002X 开户行：招商银行')),
  'a date for an account': account(text('户名：张三 账号：20260301 开户行：招商银行')),
  'a document for an account': account(text('户名：张三 账号：HT-2026-0017 开户行：招商银行')),
  'a masked account': account(text('户名：张三 账号：6222****0123 开户行：招商银行')),
  'an unclear account': account(text('户名：张三 账号：33010401600012300㊿ 开户行：招商银行')),
  'a bank code': account(text('张三 102100099996 招商银行')),
  'words left over': account(text(`张三 ${CARD} 招商银行 王五 1234`)),
  'an account without a name': account(text(CARD)),
  'the account of another': withRow(
    'oppositeName',
    '对方账户名称',
    [...source('instance:originatorName'), ...source('field:收款账号#name')],
    { controls: { 收款账号: control('收款账号', holder('张三丰')) } },
  ),
  'an account whose holder is no name': account(holder('无')),
  'no account whose holder is no name': account({
    kind: 'object',
    entries: { accountName: '同上', bankName: '招商银行' },
  }),
  'a fixed holder that is no name, without an account': withRow('oppositeName', '对方账户名称', constant('同上'), {
    controls: { 收款账号: control('收款账号', text('张三 招商银行')) },
  }),
  'a name without an account': account(text('张三 招商银行')),
  'an account elsewhere': reimbursement({
    controls: { 收款账号: control('收款账号', EMPTY) },
    more: [control('对方账号', text(CARD))],
  }),
  'two accounts elsewhere': reimbursement({ more: [control('对方账号', text('6217000012345678901'))] }),
  'payees elsewhere': reimbursement({
    more: [control('对方账号', banks(['张三', CARD, '招商银行'], ['李四', '', '支付宝']))],
  }),
  'an unreadable account': account(UNREADABLE),
  'an account by hand that is none': reimbursement({ locks: { 'rows[0].oppositeAccount': '问他本人' } }),
  'an account of a rule that is none': withRow('oppositeAccount', '对方银行账号', constant('见附件')),
  'an account of a control that is none': withRow('oppositeAccount', '对方银行账号', source('field:报销类别')),
  'a rounded account': account(holder('冯赟', ROUNDED)),
  'an account that may be rounded': account(holder('冯赟', LESS_ROUNDED)),
  'a rounded account by hand': reimbursement({ locks: { 'rows[0].oppositeAccount': ROUNDED } }),
  'a rounded account of a rule': withRow('oppositeAccount', '对方银行账号', constant(ROUNDED)),
  'an account that may be rounded of a rule': withRow('oppositeAccount', '对方银行账号', constant(LESS_ROUNDED)),
  'the account of another on a bill without accounts': owed(holder('李四')),
  'a name without an account on a bill without accounts': owed(text('李四 招商银行')),
  'two payees on a bill without accounts': owed(banks(['张三', CARD, '招商银行'], ['李四', '', '支付宝'])),
  'two accounts on a bill without accounts': owed(text(`${CARD} 6217000012345678901`)),

  ...UNREAD_CASES,
};
