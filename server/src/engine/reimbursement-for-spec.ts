import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import type { ApprovalInstance, Control, ControlRow, ControlValue } from '../domain/approval/approval-instance.js';
import { NO_BASE_DATA } from '../domain/draft/usable-base-data.js';
import { templateContent } from '../scheme/market/template-for-spec.js';
import type { MappingInput } from './field/mapping-input.js';
import { type BookRow, type MappingBook, TableBook } from './rule/mapping-book.js';

/** A reimbursement of two rows with everything mapped; specs change its controls by label. */

const NAMES: Readonly<Record<string, string>> = {
  costItem: '费用项目',
  department: '部门',
  contactUnit: '员工→往来单位',
  settlementType: '结算方式',
  payOrg: '付款组织',
  bankAccount: '银行账号',
  cashAccount: '现金账号',
};

export const text = (value: string): ControlValue => ({ kind: 'text', text: value });
export const control = (name: string, value: ControlValue): Control => ({
  id: `Field_${name}`,
  name,
  alias: null,
  type: 'TextField',
  value,
});
export const cell = control;
export const row = (...cells: Control[]): ControlRow => ({ rowNumber: null, cells });

type Extra = Partial<BookRow> & { table: string; key: string; targetNumber: string };

/** Returns tables at revision 3 with only these rows: `rows` have been looked at by a second person, `extra` are as given. */
export function tables(
  rows: Readonly<Record<string, Readonly<Record<string, string>>>>,
  extra: readonly Extra[] = [],
): MappingBook {
  const whole = (key: string, targetNumber: string): BookRow => ({
    orgNumber: '',
    key,
    scope: 'company',
    scopeValue: '',
    targetNumber,
  });
  return new Map(
    Object.entries(NAMES).map(([code, name]) => {
      const own = Object.entries(rows[code] ?? {}).map(([key, number]) => ({ ...whole(key, number), confirmed: true }));
      const more = extra
        .filter(({ table }) => table === code)
        .map(({ table: _, ...rest }) => ({ ...whole(rest.key, rest.targetNumber), ...rest }));
      return [code, new TableBook(code, name, 3, [...own, ...more])];
    }),
  );
}

/** Returns the book that maps the spec's reimbursement completely, with some tables replaced. */
export const filledBook = (
  changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  extra: readonly Extra[] = [],
): MappingBook =>
  tables(
    {
      costItem: { 市内交通: 'CI0001', 住宿: 'CI0005' },
      department: { 市场部: 'BM000005' },
      contactUnit: { '4417': 'YG00007' },
      bankAccount: { 默认: '1202020109900112233' },
      ...changes,
    },
    extra,
  );

export function instanceOf(controls: readonly Control[]): ApprovalInstance {
  return {
    processInstanceId: 'inst-1',
    processCode: 'PROC-1',
    businessId: '202603050910000012345',
    title: '冯赟提交的费用报销',
    status: 'COMPLETED',
    result: 'agree',
    bizAction: 'NONE',
    originatorUserId: '4417',
    originatorDeptId: '468210369',
    originatorDeptName: '市场部',
    startedAt: Date.parse('2026-03-05T09:10:00+08:00'),
    finishedAt: Date.parse('2026-03-05T23:30:00+08:00'),
    attachedIds: [],
    mainId: null,
    controls,
    remarks: [],
  };
}

const CONTROLS: Readonly<Record<string, Control>> = {
  费用归属项目: control('费用归属项目', text('智慧园区一期')),
  报销类别: control('报销类别', text('行政报销')),
  行政报销类型: control('行政报销类型', text('差旅费')),
  报销明细: control('报销明细', {
    kind: 'table',
    rows: [
      row(
        cell('费用发生日期', text('2026-03-01')),
        cell('报销金额(元)', text('120.00')),
        cell('费用明细 ', text('市内交通')),
      ),
      row(cell('报销金额（元）', text('36.80')), cell('费用明细', text('住宿'))),
    ],
  }),
  总金额: control('总金额', text('156.80')),
  收款账号: control('收款账号', {
    kind: 'object',
    entries: { accountName: '冯赟', accountNumber: '6222 0000 1111 2222 333', bankName: '招商银行杭州分行营业部' },
  }),
};

export function expenseInput(
  changes: {
    controls?: Readonly<Record<string, Control>>;
    more?: readonly Control[];
    book?: MappingBook;
    locks?: Readonly<Record<string, string>>;
  } = {},
): MappingInput {
  const controls = [...Object.values({ ...CONTROLS, ...changes.controls }), ...(changes.more ?? [])];
  return {
    instance: instanceOf(controls),
    originatorName: '冯赟',
    scheme: { id: 'scheme-1', version: 4, content: CONTENT },
    target: PAYMENT_FORM,
    book: changes.book ?? filledBook(),
    locks: changes.locks ?? {},
    billNo: 'DD0000000000000001',
    thirdBillNo: 'inst-1',
    baseData: NO_BASE_DATA,
  };
}

const CONTENT = templateContent('expense-to-paybill', {
  processCode: 'PROC-1',
  formName: '费用报销',
  orgNumber: '101',
  outcome: 'save+submit+audit',
});
