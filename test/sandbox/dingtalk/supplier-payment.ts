import { seededRandom } from '../faults.js';
import type { ControlValue, SandboxApproval, TableRow } from './approval.js';
import { applicantAt, type Company, Draw, instanceId, rowId } from './draw.js';
import { type ApprovalForm, type Control, type ControlOption, options } from './form.js';
import { fenText, groupedText } from './money.js';
import { beijingDate, minuteStamp } from './times.js';

export const SUPPLIER_PAYMENT_CODE = 'PROC-9D4B61E7-0A3C-4F58-B6D2-58C1E07A93F4';
export const SUPPLIER_PAYMENT_NAME = '供应商付款申请';
/** Control of the form by which payments name their contracts, if the company has those. */
export const CONTRACTS_OF_PAYMENT = 'RelateField_L3H8QS6ZNW50';

/** Control ids of the supplier payment form. */
const ids = {
  payer: 'DDSelectField_S3K9XW1VQB00',
  unit: 'TextField_H7P2MZ5TRD40',
  recipient: 'RecipientAccountField_C4V8NY6JLE20',
  way: 'DDSelectField_F1T6QX0BUG80',
  purpose: 'DDSelectField_W5R3JM7KAO60',
  currency: 'DDSelectField_B2Z9GE4NPI00',
  contract: 'TextField_D8X1LV6SHC40',
  reason: 'TextareaField_M6Y4TK2WFQ80',
  table: 'TableField_N9C7RB3PZJ20',
  item: 'TextField_A5E8UO1XGT60',
  expense: 'DDSelectField_K0W2VH6MDS40',
  project: 'DDSelectField_R4J7YP9CLN00',
  amount: 'MoneyField_T1F5ZQ8BEX80',
  invoices: 'TableField_G6M3WD0KUV20',
  invoiceNo: 'TextField_P9S4CJ7YRA60',
  invoiceAmount: 'MoneyField_V2L8HX5NTO40',
  tax: 'MoneyField_E7B1QK4ZMI00',
  total: 'CalculateField_J3U6FR9WGP80',
  payDate: 'DDDateField_Y8D0SN2XCL20',
  attachments: 'DDAttachment_O5H7TV1BKE60',
} as const;

const WAYS = ['电汇', '商业承兑汇票'];
const PURPOSES = ['采购付款', '预付款'];

/**
 * Returns the form 供应商付款申请, which a company adds beside 付款申请 to pay invoices by item. Its labels differ from those of the other forms, one
 * is bilingual, one ends in an explanation; one of its two detail tables is paid and the other only lists invoices. The project is one of
 * the company's 辅助资料 in Kingdee, chosen from a list.
 * @param withContracts adds a 关联审批单 for the contracts that are paid (contract-approval.ts).
 */
export function supplierPaymentForm(
  company: Pick<Company, 'organisations' | 'expenseTypes' | 'projects'>,
  withContracts = false,
): ApprovalForm {
  const select = (id: string, label: string, labels: readonly string[], more: Partial<Control> = {}): Control => ({
    id,
    label,
    componentType: 'DDSelectField',
    options: options(id, labels),
    ...more,
  });
  return {
    processCode: SUPPLIER_PAYMENT_CODE,
    formUuid: 'FORM-6E0D27B4-91C8-45A3-BF16-3C7D82E5A049',
    name: SUPPLIER_PAYMENT_NAME,
    memo: '凭发票向供应商付款',
    dirId: 'expense',
    dirName: '财务',
    createdAt: Date.UTC(2026, 1, 9, 2, 30),
    modifiedAt: Date.UTC(2026, 3, 21, 7, 5),
    controls: [
      select(
        ids.payer,
        '付款公司',
        company.organisations.map(({ name }) => name),
        { required: true },
      ),
      { id: ids.unit, label: '供应商名称（与合同一致）', componentType: 'TextField', required: true },
      { id: ids.recipient, label: '收款账户', componentType: 'RecipientAccountField', required: true },
      select(ids.way, '支付方式', WAYS),
      select(ids.purpose, '款项用途 ', PURPOSES),
      select(ids.currency, '币种Moneda', ['人民币', '美元'], { required: true }),
      { id: ids.contract, label: '合同号', componentType: 'TextField' },
      ...(withContracts ? [{ id: CONTRACTS_OF_PAYMENT, label: '关联合同审批', componentType: 'RelateField' }] : []),
      { id: ids.reason, label: '付款说明', componentType: 'TextareaField' },
      {
        id: ids.table,
        label: '采购明细',
        componentType: 'TableField',
        required: true,
        columns: [
          { id: ids.item, label: '物品名称', componentType: 'TextField' },
          select(
            ids.expense,
            '费用类别',
            company.expenseTypes.filter(({ table }) => table === 'general').map(({ label }) => label),
          ),
          select(ids.project, '研发项目', company.projects),
          { id: ids.amount, label: '应付金额(元)', componentType: 'MoneyField', required: true, unit: '元' },
        ],
      },
      {
        id: ids.invoices,
        label: '发票明细',
        componentType: 'TableField',
        columns: [
          { id: ids.invoiceNo, label: '发票号码', componentType: 'TextField' },
          { id: ids.invoiceAmount, label: '价税合计', componentType: 'MoneyField', unit: '元' },
          { id: ids.tax, label: '税额', componentType: 'MoneyField', unit: '元' },
        ],
      },
      { id: ids.total, label: '申请付款总金额', componentType: 'CalculateField', unit: '元' },
      { id: ids.payDate, label: '期望付款日期', componentType: 'DDDateField', format: 'yyyy-MM-dd' },
      { id: ids.attachments, label: '合同及发票扫描件', componentType: 'DDAttachment' },
    ],
  };
}

const DAY_MS = 86_400_000;

/** Generates agreed payments to suppliers, oldest launch first, in the 20 days before now. The buyers of the head office file them. */
export function generateSupplierPayments({
  count,
  seed,
  now,
  form,
  company,
}: {
  count: number;
  seed: number;
  now: number;
  form: ApprovalForm;
  company: Company;
}): SandboxApproval[] {
  const buyers = company.employees.flatMap(({ departmentNumber }, index) =>
    departmentNumber === 'BM000013' ? [index] : [],
  );
  return Array.from({ length: count }, (_, index): SandboxApproval => {
    const draw = new Draw(seededRandom(seed * 9_000_011 + index));
    const createdAt = Math.floor((now - ((count - index) * 20 * DAY_MS) / (count + 1)) / 1000) * 1000;
    const originator = applicantAt(company, draw.pick(buyers));
    const supplier = draw.pick(company.suppliers.filter(({ orgNumbers }) => orgNumbers.includes(originator.orgNumber)));
    const expenses = company.expenseTypes.filter(({ table }) => table === 'general');
    const date = beijingDate(createdAt + 5 * DAY_MS);
    const lines = Array.from({ length: 1 + draw.below(3) }, () => ({
      fen: BigInt(20_000 + draw.below(900_000)),
      expense: draw.pick(expenses),
      project: draw.pick(company.projects),
    }));
    const total = lines.reduce((sum, { fen }) => sum + fen, 0n);
    const select = (id: string, label: string): ControlValue => ({
      kind: 'select',
      label,
      key: keyOf(form, id, label),
    });
    const paid = lines.map(
      ({ fen, expense, project }): TableRow => ({
        rowId: rowId(draw),
        cells: [
          { controlId: ids.item, value: { kind: 'text', text: `${expense.label}一批` } },
          { controlId: ids.expense, value: select(ids.expense, expense.label) },
          { controlId: ids.project, value: select(ids.project, project) },
          { controlId: ids.amount, value: { kind: 'money', text: fenText(fen) } },
        ],
      }),
    );
    const invoiced: TableRow = {
      rowId: rowId(draw),
      cells: [
        { controlId: ids.invoiceNo, value: { kind: 'text', text: draw.digits(20) } },
        { controlId: ids.invoiceAmount, value: { kind: 'money', text: fenText(total) } },
        { controlId: ids.tax, value: { kind: 'money', text: fenText((total * 6n) / 106n) } },
      ],
    };
    return {
      instanceId: instanceId(draw, createdAt),
      processCode: form.processCode,
      businessId: `${minuteStamp(createdAt)}${draw.digits(9)}`,
      title: `${originator.name}提交的${form.name}`,
      originatorUserid: originator.userid,
      deptId: String(originator.dept.dingtalkDeptId),
      deptName: originator.dept.name,
      status: 'COMPLETED',
      result: 'agree',
      createdAt,
      finishedAt: Math.min(createdAt + 3_600_000, Math.floor(now / 1000) * 1000 - 60_000),
      bizAction: 'NONE',
      attachedInstanceIds: [],
      approverUserids: [originator.dept.managerUserid, company.financeUserid],
      ccUserids: [company.financeUserid],
      taskId: `7${draw.digits(10)}1`,
      values: new Map<string, ControlValue>([
        [ids.payer, select(ids.payer, originator.org.name)],
        [ids.unit, { kind: 'text', text: supplier.name }],
        [
          ids.recipient,
          {
            kind: 'recipient',
            account: { holder: supplier.name, number: `5719${draw.digits(8)}018`, bank: '招商银行杭州分行' },
          },
        ],
        [ids.way, index % 3 === 2 ? { kind: 'empty', as: 'null' } : select(ids.way, '电汇')],
        [ids.purpose, select(ids.purpose, draw.pick(PURPOSES))],
        [ids.currency, select(ids.currency, '人民币')],
        [ids.contract, { kind: 'text', text: `HT${draw.digits(8)}` }],
        [ids.reason, { kind: 'text', text: `支付${supplier.name}货款` }],
        [ids.table, { kind: 'table', rows: paid }],
        [ids.invoices, { kind: 'table', rows: [invoiced] }],
        [ids.total, { kind: 'text', text: groupedText(total) }],
        [ids.payDate, { kind: 'text', text: date }],
        [ids.attachments, { kind: 'empty', as: 'null' }],
      ]),
      showsNote: false,
      comments: [],
      fate: 'agreed',
      expected: {
        total: fenText(total),
        rowSum: fenText(total),
        rows: lines.map(({ fen, expense }) => ({
          date,
          amount: fenText(fen),
          expense: expense.label,
          costItemNumber: expense.costItemNumber,
        })),
        supplier: supplier.number,
      },
    };
  });
}

function keyOf(form: ApprovalForm, id: string, label: string): string {
  const all = form.controls.flatMap((control) => [control, ...(control.columns ?? [])]);
  const known: readonly ControlOption[] = all.find((control) => control.id === id)?.options ?? [];
  return known.find((option) => option.label === label)?.key ?? 'option_0';
}
