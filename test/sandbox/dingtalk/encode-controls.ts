import type { DingTalkSwitches } from '../switches.js';
import type { Cell, ControlValue, SandboxApproval, TableRow } from './approval.js';
import { type ApprovalForm, type Control, REIMBURSEMENT, schemaItem } from './form.js';
import { fenOf, fenText } from './money.js';

/** One form component of an instance, before it gets the field names of an API family. */
export interface EncodedComponent {
  id: string;
  name: string;
  componentType: string;
  bizAlias?: string;
  value?: string;
  extValue?: string;
}

interface Encoded {
  value?: string;
  /** An object at cell level, JSON text at top level (dingtalk.md §5.3). */
  ext?: unknown;
}

/** Encodes all components of an instance (dingtalk.md §5). */
export function encodeComponents(
  form: ApprovalForm,
  approval: SandboxApproval,
  switches: DingTalkSwitches,
): EncodedComponent[] {
  return form.controls.flatMap((control) => {
    const value = approval.values.get(control.filledAs ?? control.id);
    if (control.componentType === 'TextNote') {
      // §5.1: usually absent; some answers include it with its text.
      return approval.showsNote ? [component(control, approval, { value: control.content ?? '' })] : [];
    }
    if (value === undefined || (value.kind === 'empty' && value.as === 'missing' && control.columns === undefined)) {
      // §5.1 "any, unfilled": the key `value` is missing, the component is there.
      return [component(control, approval, {})];
    }
    return [component(control, approval, encodeTopLevel(control, value, switches))];
  });
}

function component(control: Control, approval: SandboxApproval, { value, ext }: Encoded): EncodedComponent {
  return {
    id: control.id,
    // §5.1: the name of a date range is the JSON array of both labels.
    name: control.rangeLabels ? JSON.stringify(control.rangeLabels) : control.label,
    componentType: approval.typeOverrides?.get(control.id) ?? control.componentType,
    ...(control.bizAlias === undefined ? {} : { bizAlias: control.bizAlias }),
    ...(value === undefined ? {} : { value }),
    ...(ext === undefined ? {} : { extValue: typeof ext === 'string' ? ext : JSON.stringify(ext) }),
  };
}

function encodeTopLevel(control: Control, value: ControlValue, switches: DingTalkSwitches): Encoded {
  if (control.columns === undefined || value.kind === 'raw') return encodeValue(value, switches);
  if (value.kind !== 'table') {
    // §5.3: an unfilled table is the schema of its columns, without ext_value.
    return { value: unfilledTable(control) };
  }
  const columns = columnsOf(control);
  return {
    value: JSON.stringify(value.rows.map((row) => encodeRow(control.id, row, columns, switches))),
    ext: { statValue: switches.tableStatistics ? statistics(control, value.rows) : [], componentName: 'TableField' },
  };
}

// Caches by control; a changed form consists of new controls (change-form.ts).
const schemaTexts = new WeakMap<Control, string>();
const columnMaps = new WeakMap<Control, ReadonlyMap<string, Control>>();

function unfilledTable(control: Control): string {
  const known = schemaTexts.get(control);
  if (known !== undefined) return known;
  const text = JSON.stringify((control.columns ?? []).map(schemaItem));
  schemaTexts.set(control, text);
  return text;
}

function columnsOf(control: Control): ReadonlyMap<string, Control> {
  const known = columnMaps.get(control);
  if (known) return known;
  const columns = new Map((control.columns ?? []).map((column) => [column.filledAs ?? column.id, column]));
  columnMaps.set(control, columns);
  return columns;
}

function encodeRow(
  tableId: string,
  row: TableRow,
  columns: ReadonlyMap<string, Control>,
  switches: DingTalkSwitches,
): object {
  const rowValue: object[] = row.cells.flatMap((cell) => {
    const column = columns.get(cell.controlId);
    return column ? encodeCell(column, cell, row.rowId === undefined, switches) : [];
  });
  // dingtalk.md §5.3: the notes of a table are part of its rows, without a label.
  if (!switches.cellTypes && rowValue.length > 0)
    rowValue.push({ value: '请输入说明文字', key: 'TextNote_1XZHWMP222XS0' });
  return { rowValue, ...(row.rowId === undefined ? {} : { rowNumber: `${tableId}_${row.rowId}` }) };
}

function encodeCell(column: Control, cell: Cell, older: boolean, switches: DingTalkSwitches): object[] {
  // §5.3: hidden and blank cells are omitted.
  if (cell.value.kind === 'empty' && cell.value.as === 'missing') return [];
  const { value, ext } = encodeValue(cell.value, switches);
  if (column.id === REIMBURSEMENT.projectExpense && cell.value.kind === 'select') {
    return [encodeNestedSelect(column, value, ext, switches)];
  }
  return [
    {
      // §5.3: rows of older instances lack componentType (and rowNumber).
      ...(older || !switches.cellTypes ? {} : { componentType: column.componentType }),
      label: column.label,
      ...(ext === undefined ? {} : { extendValue: ext }),
      value: switches.cellTypes ? value : asArray(value),
      key: column.id,
    },
  ];
}

/** Parses the text of an array: live cells hold real arrays where the top level has text. */
const asArray = (value: string | undefined): unknown =>
  value !== undefined && /^\[.*\]$/s.test(value) ? JSON.parse(value) : value;

/**
 * Encodes the cell of 项目费用明细 (interface.md): an object {componentName, componentType, props, value, …}, the child shape of dingtalk.md
 * §5.4.
 */
function encodeNestedSelect(
  column: Control,
  value: string | undefined,
  ext: unknown,
  { nestedCell }: DingTalkSwitches,
): object {
  const child = {
    componentName: column.componentType,
    componentType: column.componentType,
    props: { bizAlias: column.bizAlias, holidayOptions: [], id: column.id, label: column.label, required: false },
    value,
    extValue: JSON.stringify(ext),
  };
  if (nestedCell === 'component') return child;
  return { componentType: 'DDBizSuite', label: column.label, key: column.id, value: child };
}

/** Returns column totals with UNCONFIRMED keys: one production parser reads {label, num} (§5.3). */
function statistics(control: Control, rows: readonly TableRow[]): object[] {
  const amount = control.columns?.find((column) => column.componentType === 'MoneyField');
  if (!amount) return [];
  let fen = 0n;
  for (const { cells } of rows)
    for (const { controlId, value } of cells)
      if (controlId === amount.id && value.kind === 'money') fen += fenOf(value.text);
  return [{ id: amount.id, label: amount.label, num: fenText(fen), upper: '' }];
}

function encodeValue(value: ControlValue, switches: DingTalkSwitches): Encoded {
  switch (value.kind) {
    case 'empty':
      return value.as === 'missing' ? {} : { value: value.as === 'null' ? 'null' : '' };
    case 'text':
      return { value: value.text };
    case 'money':
      return {
        value: value.text,
        // §5.1: extras of a MoneyField are UNCONFIRMED.
        ...(switches.moneyExtValue ? { ext: { upper: '人民币', currency: 'CNY' } } : {}),
      };
    case 'select':
      return { value: value.label, ext: { label: value.label, key: value.key } };
    case 'date-range':
      return {
        value: JSON.stringify([value.start, value.end, ...(switches.dateRangeThird ? [value.days] : [])]),
      };
    case 'contacts':
      return {
        value: value.people.map(({ name }) => name).join(switches.contactJoin),
        ext: value.people.map(({ emplId, name }) => ({
          emplId,
          name,
          avatar: '',
          selectDeptName: '',
          selectDeptId: '',
        })),
      };
    case 'departments':
      return {
        value: value.departments.map(({ name }) => name).join(','),
        ...(switches.departmentExtValue === 'array' ? { ext: value.departments } : {}),
      };
    case 'relate':
      return {
        value: JSON.stringify(value.list.map(({ title }) => title)),
        ext: relatedLinks(value.list, switches),
      };
    case 'invoices':
      return encodeInvoices(value.list, switches);
    case 'recipient':
      return encodeRecipient(value.account, switches);
    case 'photos':
      return { value: JSON.stringify(value.urls) };
    case 'attachments':
      return { value: JSON.stringify(value.files) };
    case 'raw':
      return { value: value.value, ext: value.extValue };
    case 'table':
      throw new Error('a table is encoded with its columns only');
  }
}

function relatedLinks(
  list: Extract<ControlValue, { kind: 'relate' }>['list'],
  { relatedLinks: where }: DingTalkSwitches,
): object {
  if (where === 'list') return { list: list.map(({ businessId, procInstId }) => ({ businessId, procInstId })) };
  const url = (id: string) => `https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?procInstId=${id}`;
  return { data: { list: list.map(({ businessId, procInstId }) => ({ businessId, url: url(procInstId) })) } };
}

/** Encodes an InvoiceField. It has no public payload (§5.1): the switch chooses between plausible shapes. */
function encodeInvoices(
  list: Extract<ControlValue, { kind: 'invoices' }>['list'],
  { invoiceShape }: DingTalkSwitches,
): Encoded {
  const invoices = list.map(({ invoiceCode, invoiceNo, invoiceDate, amount, seller }) => ({
    invoiceCode,
    invoiceNo,
    invoiceDate,
    amount,
    sellerName: seller,
    invoiceType: '电子发票（普通发票）',
  }));
  if (invoiceShape === 'text')
    return { value: invoices.map(({ invoiceCode, invoiceNo }) => `${invoiceCode} ${invoiceNo}`).join(',') };
  if (invoiceShape === 'ext-list') return { value: list[0]?.seller ?? '', ext: invoices };
  if (invoiceShape === 'object')
    return { value: `${invoices.length}张发票`, ext: { invoices, total: String(invoices.length) } };
  return { value: JSON.stringify(invoices) };
}

/** Encodes a RecipientAccountField. It has no public payload either (§5.1). */
function encodeRecipient(
  { holder, number, bank }: Extract<ControlValue, { kind: 'recipient' }>['account'],
  { recipientShape }: DingTalkSwitches,
): Encoded {
  const account = { accountName: holder, accountNumber: number, bankName: bank, accountType: 'BANKCARD' };
  // dingtalk.md §5.1: the only live sample, a DingTalk account.
  if (recipientShape === 'dingtalk')
    return {
      value: holder,
      ext: { identityType: 'DINGTALK_ACCOUNT', name: holder, id: '1', jobNumber: '', isSelf: '1' },
    };
  if (recipientShape === 'text') return { value: `户名：${holder}\n账号：${number}\n开户行：${bank}` };
  return { value: JSON.stringify(recipientShape === 'array' ? [account] : account) };
}
