import type * as companyData from '../company.js';
import type { Cell, ControlValue, FileRef, TableRow } from './approval.js';
import { type Company, type Draw, instanceId, type Person, person, rowId } from './draw.js';
import { type ApprovalForm, type ControlOption, REIMBURSEMENT as ids } from './form.js';
import { beijingDate, minuteStamp } from './times.js';

export interface CellValues {
  date: string;
  fen: bigint;
  text: string;
  expense: companyData.ExpenseType;
}

export interface ReimbursementDraft {
  index: number;
  isProject: boolean;
  category: string;
  originator: Person;
  createdAt: number;
  rows: readonly CellValues[];
  total: bigint;
  totalText: string;
  companyAccount?: string;
}

const DAY_MS = 86_400_000;
const UNFILLED: readonly ControlValue[] = [
  { kind: 'empty', as: 'null' },
  { kind: 'empty', as: 'null' },
  { kind: 'empty', as: 'blank' },
  { kind: 'empty', as: 'missing' },
];

/** Returns the values of every control of the reimbursement form, filled or unfilled in one of the ways of dingtalk.md §5.1. */
export function reimbursementValues(
  form: ApprovalForm,
  draft: ReimbursementDraft,
  draw: Draw,
  company: Company,
): Map<string, ControlValue> {
  const { index, isProject } = draft;
  const unfilled = (): ControlValue => UNFILLED[draw.below(UNFILLED.length)] ?? { kind: 'empty', as: 'null' };
  const choices = selectOptions(form);
  const select = (id: string, label: string): ControlValue => ({
    kind: 'select',
    label,
    key: choices.get(id)?.find((option) => option.label === label)?.key ?? 'option_0',
  });
  const any = (id: string): ControlValue => select(id, draw.pick(choices.get(id) ?? []).label);
  const started = draft.createdAt - (3 + draw.below(6)) * DAY_MS;
  const days = 1 + draw.below(4);

  return new Map<string, ControlValue>([
    [ids.project, isProject || index % 4 === 0 ? { kind: 'text', text: draw.pick(company.projects) } : unfilled()],
    [ids.category, select(ids.category, draft.category)],
    [ids.adminType, isProject ? unfilled() : any(ids.adminType)],
    [ids.projectType, isProject ? any(ids.projectType) : unfilled()],
    [ids.costDepartment, costDepartment(draft)],
    [ids.companions, index % 6 === 1 ? companions(company, draw) : unfilled()],
    [
      ids.travelDates,
      index % 6 === 1
        ? {
            kind: 'date-range',
            start: beijingDate(started),
            end: beijingDate(started + (days - 1) * DAY_MS),
            days,
          }
        : unfilled(),
    ],
    [ids.table, { kind: 'table', rows: draft.rows.map((row) => tableRow(draft, row, select, draw)) }],
    // Always unfilled: an unfilled table is sent as its own schema (dingtalk.md §5.3).
    [ids.offsetTable, { kind: 'empty', as: 'missing' }],
    [ids.total, { kind: 'text', text: draft.totalText }],
    [ids.related, index % 7 === 3 ? related(draft, draw) : unfilled()],
    [ids.invoices, index % 4 === 3 ? unfilled() : invoices(draft, draw, company)],
    [ids.recipient, recipient(draft)],
    [ids.companyAccount, draft.companyAccount ? select(ids.companyAccount, draft.companyAccount) : unfilled()],
    [ids.photos, index % 5 === 0 ? photos(draw) : unfilled()],
    [ids.attachments, index % 3 === 0 ? unfilled() : { kind: 'attachments', files: attachments(index, draw) }],
  ]);
}

function selectOptions(form: ApprovalForm): Map<string, readonly ControlOption[]> {
  const found = new Map<string, readonly ControlOption[]>();
  for (const control of form.controls) {
    if (control.options) found.set(control.id, control.options);
    for (const column of control.columns ?? []) if (column.options) found.set(column.id, column.options);
  }
  return found;
}

function tableRow(
  { index, isProject }: ReimbursementDraft,
  row: CellValues,
  select: (id: string, label: string) => ControlValue,
  draw: Draw,
): TableRow {
  // The cell of the other category is omitted or holds "null" (dingtalk.md §5.1, §5.3).
  const other: ControlValue = { kind: 'empty', as: index % 10 === 2 || index % 10 === 4 ? 'null' : 'missing' };
  const expense = select(isProject ? ids.projectExpense : ids.expense, row.expense.label);
  const cells: Cell[] = [
    { controlId: ids.date, value: { kind: 'text', text: row.date } },
    { controlId: ids.amount, value: { kind: 'money', text: row.text } },
    { controlId: ids.expense, value: isProject ? other : expense },
    { controlId: ids.projectExpense, value: isProject ? expense : other },
  ];
  // Some instances have the amount first: cells must never be found by position (dingtalk.md §0.6).
  if (index % 8 === 6) cells.reverse();
  return index % 12 === 9 ? { cells } : { rowId: rowId(draw), cells };
}

function costDepartment({ originator }: ReimbursementDraft): ControlValue {
  const { dept } = originator;
  return { kind: 'departments', departments: [{ id: String(dept.dingtalkDeptId), name: dept.name }] };
}

function companions(company: Company, draw: Draw): ControlValue {
  const first = draw.below(company.employees.length);
  const people = [first, first + 5].slice(0, 1 + draw.below(2)).map((index) => person(company, index));
  return { kind: 'contacts', people: people.map(({ userid, name }) => ({ emplId: userid, name })) };
}

function related({ createdAt, originator }: ReimbursementDraft, draw: Draw): ControlValue {
  const earlier = createdAt - (5 + draw.below(10)) * DAY_MS;
  return {
    kind: 'relate',
    list: [
      {
        title: `${originator.name}提交的出差申请`,
        businessId: `${minuteStamp(earlier)}${draw.digits(9)}`,
        procInstId: instanceId(draw, earlier),
      },
    ],
  };
}

function invoices({ rows }: ReimbursementDraft, draw: Draw, company: Company): ControlValue {
  return {
    kind: 'invoices',
    list: rows.slice(0, 3).map(({ date, text }) => ({
      invoiceCode: `0330${draw.digits(8)}`,
      invoiceNo: draw.digits(8),
      invoiceDate: date.slice(0, 10),
      amount: text,
      seller: draw.pick(company.suppliers).name,
    })),
  };
}

function recipient({ index, originator }: ReimbursementDraft): ControlValue {
  const { holder, number, bank } = originator.bankAccount;
  // Digits grouped with spaces are common (dingtalk.md §5.1, end).
  const shown = index % 9 === 4 ? number.replace(/(\d{4})(?=\d)/g, '$1 ') : number;
  return { kind: 'recipient', account: { holder, number: shown, bank } };
}

function photos(draw: Draw): ControlValue {
  const urls = Array.from({ length: 1 + draw.below(3) }, () => {
    const name = draw.text(20, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
    return `https://static.dingtalk.com/media/lQ${name}_1080_1440.jpg`;
  });
  return { kind: 'photos', urls };
}

function attachments(index: number, draw: Draw): FileRef[] {
  const names = ['行程单.pdf', '电子发票 汇总.pdf', '费用说明.xlsx', '酒店水单.pdf'];
  return Array.from({ length: 1 + (index % 2) }, () => {
    const fileName = draw.pick(names);
    return {
      spaceId: '2231840056',
      fileName,
      fileSize: 20_000 + draw.below(900_000),
      fileType: fileName.slice(fileName.lastIndexOf('.') + 1),
      fileId: `1${draw.digits(10)}`,
    };
  });
}
