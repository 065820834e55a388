/** Approval forms (审批模板) of the invented company, as controls: dingtalk.md §2, interface.md "Source". */

/** One control of a form. `label` is the text that an administrator typed, sometimes with trailing spaces. */
export interface Control {
  id: string;
  label: string;
  componentType: string;
  required?: boolean;
  bizAlias?: string;
  placeholder?: string;
  options?: readonly ControlOption[];
  format?: string;
  unit?: string;
  content?: string;
  columns?: readonly Control[];
  /** Labels of a DDDateRangeField. */
  rangeLabels?: readonly [string, string];
  /** Id of the control that this control replaced and whose value it takes. */
  filledAs?: string;
}

export interface ControlOption {
  key: string;
  label: string;
}

export interface ApprovalForm {
  processCode: string;
  formUuid: string;
  name: string;
  memo: string;
  dirId: string;
  dirName: string;
  /** Unix milliseconds. */
  modifiedAt: number;
  createdAt: number;
  controls: readonly Control[];
}

export const REIMBURSEMENT_CODE = 'PROC-7C1E5A90-3B64-4D0F-9C27-6E21D7A40B15';
export const PAYMENT_REQUEST_CODE = 'PROC-2F9B8D33-51C6-4A7E-8E0A-B90C4412F6D8';

/** Makes options with the keys `option_0`, `option_1` … or random ones, like the form designer. */
export function options(id: string, labels: readonly string[]): ControlOption[] {
  return labels.map((label, index) => ({
    label,
    key: index < 3 ? `option_${index}` : `option_${id.slice(-4)}${(index * 7919).toString(36).toUpperCase()}`,
  }));
}

/** Control ids of the reimbursement form, which the generator fills. */
export const REIMBURSEMENT = {
  project: 'TextField-K7PMX0Q1',
  category: 'DDSelectField_1H8QZ6LTPB40',
  note: 'TextNote_18ZC6VX2DLS0',
  adminType: 'DDSelectField_2DK04JWSU9C0',
  projectType: 'DDSelectField_LQ1Y8XN5T7S0',
  costDepartment: 'DepartmentField_1R0PT3M9W5C0',
  companions: 'InnerContactField_T5MA4V2JX6O0',
  travelDates: 'DDDateRangeField_9XE7U3PK1CW0',
  table: 'TableField_1UM5KZPQ3Z40',
  date: 'DDDateField_XJ3P8D1RBTC0',
  amount: 'MoneyField_16BRT0KQ9ZY8',
  expense: 'DDSelectField_8O2FJ5VLNMQ0',
  projectExpense: 'DDSelectField_P4XK27TEY1C0',
  offsetTable: 'TableField_C8VN4LQ2RWK0',
  offsetLoan: 'TextField_0XG6JP9TB1S0',
  offsetAmount: 'MoneyField_M2D8YU5KFEC0',
  total: 'CalculateField_5W9MD3HZAGS0',
  related: 'RelateField_1C6NV0TXQ8K0',
  invoices: 'InvoiceField_3YBH7PZUEJ20',
  recipient: 'RecipientAccountField_7KQ1SA9VM6O0',
  companyAccount: 'DDSelectField_Z0C8LW4RDTH0',
  photos: 'DDPhotoField_6FVE2XJ8MPC0',
  attachments: 'DDAttachment_1N4YTQ7OWBG0',
} as const;

export const ADMIN_CATEGORY = '行政报销';
export const PROJECT_CATEGORY = '项目报销';

interface Choices {
  adminTypes: readonly string[];
  projectTypes: readonly string[];
  expenses: readonly string[];
  projectExpenses: readonly string[];
  companyAccounts: readonly string[];
}

/** Returns the form 费用报销, with every control of interface.md and three more that occur in such forms. */
export function reimbursementForm(choices: Choices): ApprovalForm {
  const ids = REIMBURSEMENT;
  return {
    processCode: REIMBURSEMENT_CODE,
    formUuid: 'FORM-8A4D1F6E-02C7-4B95-A3E8-71D06C5F92AB',
    name: '费用报销',
    memo: '差旅、办公、招待及项目费用报销',
    dirId: 'expense',
    dirName: '财务',
    createdAt: Date.UTC(2025, 2, 3, 1, 20),
    modifiedAt: Date.UTC(2026, 0, 12, 6, 45),
    controls: [
      { id: ids.project, label: '费用归属项目', componentType: 'TextField', placeholder: '请填写项目名称' },
      {
        id: ids.category,
        label: '报销类别',
        componentType: 'DDSelectField',
        required: true,
        options: options(ids.category, [ADMIN_CATEGORY, PROJECT_CATEGORY]),
      },
      {
        id: ids.note,
        label: '说明文字',
        componentType: 'TextNote',
        content: '请按实际发生日期逐笔填写，发票抬头须与所属公司一致。',
      },
      {
        id: ids.adminType,
        label: '行政报销类型',
        componentType: 'DDSelectField',
        options: options(ids.adminType, choices.adminTypes),
      },
      {
        id: ids.projectType,
        label: '项目报销类型 ',
        componentType: 'DDSelectField',
        options: options(ids.projectType, choices.projectTypes),
      },
      { id: ids.costDepartment, label: '费用承担部门', componentType: 'DepartmentField' },
      { id: ids.companions, label: '同行人员', componentType: 'InnerContactField' },
      {
        id: ids.travelDates,
        label: '出差起止',
        componentType: 'DDDateRangeField',
        rangeLabels: ['开始日期', '结束日期'],
        format: 'yyyy-MM-dd',
      },
      {
        id: ids.table,
        label: '报销明细',
        componentType: 'TableField',
        required: true,
        columns: [
          {
            id: ids.date,
            label: '费用发生日期',
            componentType: 'DDDateField',
            required: true,
            format: 'yyyy-MM-dd',
          },
          { id: ids.amount, label: '报销金额(元)', componentType: 'MoneyField', required: true, unit: '元' },
          {
            id: ids.expense,
            label: '费用明细 ',
            componentType: 'DDSelectField',
            options: options(ids.expense, choices.expenses),
          },
          {
            id: ids.projectExpense,
            label: '项目费用明细',
            componentType: 'DDSelectField',
            bizAlias: 'projectExpense',
            options: options(ids.projectExpense, choices.projectExpenses),
          },
        ],
      },
      {
        id: ids.offsetTable,
        label: '借款冲销',
        componentType: 'TableField',
        columns: [
          { id: ids.offsetLoan, label: '借款单号', componentType: 'TextField' },
          { id: ids.offsetAmount, label: '冲销金额', componentType: 'MoneyField', unit: '元' },
        ],
      },
      { id: ids.total, label: '总金额', componentType: 'CalculateField', unit: '元' },
      { id: ids.related, label: '关联审批单', componentType: 'RelateField' },
      { id: ids.invoices, label: '电子发票', componentType: 'InvoiceField' },
      { id: ids.recipient, label: '收款账号', componentType: 'RecipientAccountField', required: true },
      {
        id: ids.companyAccount,
        label: '公司帐号付款(如需公司帐号付款请选择)',
        componentType: 'DDSelectField',
        options: options(ids.companyAccount, choices.companyAccounts),
      },
      { id: ids.photos, label: '报销凭证拍照上传', componentType: 'DDPhotoField' },
      { id: ids.attachments, label: '附件 ', componentType: 'DDAttachment' },
    ],
  };
}

/** Control ids of the payment request. */
export const PAYMENT_REQUEST = {
  reason: 'TextareaField_5RJX0B7CSQ80',
  payDate: 'DDDateField_2WE9KV6PZTM0',
  amount: 'MoneyField_1D7LQX4A8NW0',
  payeeTable: 'TableField_Y3H6T1MZ5CU0',
  payeeName: 'TextField_E8P2VN0KQXS0',
  payeeAccount: 'TextField_J1R5ZT9WDOB0',
  payeeBank: 'TextField_7MLC4XU3FYH0',
  attachments: 'DDAttachment_9QK2BD8TVP60',
} as const;

/** Returns the form 付款申请, a second and different form, so that the choice of a form has an effect. */
export function paymentRequestForm(): ApprovalForm {
  const ids = PAYMENT_REQUEST;
  return {
    processCode: PAYMENT_REQUEST_CODE,
    formUuid: 'FORM-41B7C09D-6E52-4F1A-8D33-9A20E7F5B6C4',
    name: '付款申请',
    memo: '对供应商付款',
    dirId: 'expense',
    dirName: '财务',
    createdAt: Date.UTC(2025, 4, 19, 3, 0),
    modifiedAt: Date.UTC(2025, 10, 6, 8, 12),
    controls: [
      { id: ids.reason, label: '付款事由', componentType: 'TextareaField', required: true },
      { id: ids.payDate, label: '期望付款日期', componentType: 'DDDateField', format: 'yyyy-MM-dd' },
      { id: ids.amount, label: '付款总额', componentType: 'MoneyField', required: true, unit: '元' },
      {
        id: ids.payeeTable,
        label: '银行信息',
        componentType: 'TableField',
        required: true,
        columns: [
          { id: ids.payeeName, label: '收款方名称', componentType: 'TextField', required: true },
          { id: ids.payeeAccount, label: '银行账号', componentType: 'TextField', required: true },
          { id: ids.payeeBank, label: '开户行', componentType: 'TextField' },
        ],
      },
      { id: ids.attachments, label: '附件', componentType: 'DDAttachment' },
    ],
  };
}

/**
 * Returns a schema item as GET /v1.0/workflow/forms/schemas/processCodes does (dingtalk.md §2); also the value of an unfilled table (§5.3).
 */
export function schemaItem(control: Control): object {
  const { id, label, componentType, required = false, bizAlias, placeholder, format, unit, content } = control;
  return {
    componentName: componentType,
    componentType,
    props: {
      id,
      label: control.rangeLabels ? JSON.stringify(control.rangeLabels) : label,
      ...(bizAlias === undefined ? {} : { bizAlias }),
      required,
      placeholder: placeholder ?? (componentType === 'DDSelectField' ? '请选择' : '请输入'),
      holidayOptions: [],
      ...(format === undefined ? {} : { format }),
      ...(unit === undefined ? {} : { unit }),
      ...(content === undefined ? {} : { content }),
      // Each option is a string with JSON, as in live column schemas (§2).
      ...(control.options
        ? { options: control.options.map(({ key, label: value }) => JSON.stringify({ value, key })) }
        : {}),
      ...(control.columns ? { actionName: '增加明细', statField: [] } : {}),
    },
    ...(control.columns ? { children: control.columns.map(schemaItem) } : {}),
  };
}
