import { parseApproval } from '../connectors/dingtalk/form/parse-approval.js';
import type { MappingInput } from './field/mapping-input.js';
import { mapApproval } from './map-approval.js';
import { expenseInput } from './reimbursement-for-spec.js';

/** Stored v1 answers of the reimbursement form, passed through the decoder and the engine to the bill; specs change them part by part. */

export const CARD = '6222021234567890123';
export const json = (value: unknown) => JSON.stringify(value);

/** A cell as live v1 details have it: key, label and value only. */
export const bare = (key: string, label: string, value: unknown, extendValue?: unknown) => ({
  key,
  label,
  value,
  extendValue,
});
export const amount = (value: unknown, label = '报销金额(元)', extendValue?: unknown) =>
  bare('MoneyField_K1', label, value, extendValue);
export const item = (value: string) => bare('DDSelectField_K2', '费用明细', value);
export const total = (value: string, name = '总金额') => ({
  componentType: 'MoneyField',
  id: 'MoneyField_T',
  name,
  value,
});
export const payee = (value: unknown) => ({
  componentType: 'RecipientAccountField',
  id: 'R',
  name: '收款账号',
  value: json(value),
});
/** A control at the top of the form. */
export const top = (name: string, value: unknown, componentType = 'TextField', extValue?: unknown) => ({
  componentType,
  id: `${componentType}_${name}`,
  name,
  value,
  extValue,
});

export interface Given {
  rows?: unknown[][];
  /** In place of the rows: the table's value, and what is beside it. */
  table?: object;
  account?: unknown;
  total?: unknown;
  more?: unknown[];
  originatorName?: string;
  input?: Partial<MappingInput>;
}

const OWN = payee({ accountName: '冯赟', accountNumber: CARD, bankName: '招商银行' });

/** Maps one row of 156.80 for the applicant, unless something else is given. */
export function mapped({
  rows,
  table = {},
  account = OWN,
  total: sum = total('156.80'),
  more = [],
  originatorName = '冯赟',
  input = {},
}: Given) {
  const detail = rows ?? [[amount('156.80'), item('市内交通')]];
  const result = {
    title: '关于3月提交的报销',
    createTime: '2026-03-05T09:10Z',
    finishTime: '2026-03-05T23:30Z',
    originatorUserId: '4417',
    originatorDeptName: '市场部',
    status: 'COMPLETED',
    result: 'agree',
    bizAction: 'NONE',
    businessId: '202603050910000012345',
    formComponentValues: [
      { componentType: 'DDSelectField', id: 'A1', name: '报销类别', value: '行政报销' },
      { componentType: 'DDSelectField', id: 'A2', name: '行政报销类型', value: '差旅费' },
      {
        componentType: 'TableField',
        id: 'T1',
        name: '报销明细',
        value: json(detail.map((rowValue, i) => ({ rowNumber: `T1_${i}`, rowValue }))),
        ...table,
      },
      sum,
      account,
      ...more,
    ],
  };
  const text = json({ success: true, result });
  const instance = parseApproval({ family: 'v1', processCode: 'PROC-1', processInstanceId: 'inst-1', text });
  return mapApproval({ ...expenseInput(), instance, originatorName, ...input });
}

export const red = ({ issues }: ReturnType<typeof mapped>) =>
  issues.filter(({ level }) => level === 'red').map(({ code }) => code);
