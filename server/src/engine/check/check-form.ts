import { type Amount, parseDecimal } from '@dingdee/shared/money';
import type { Control } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { DetailLine } from '../field/detail-lines.js';
import type { MappedRow } from '../field/map-rows.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { Ambiguity, ApprovalSource } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';
import { type FormEntry, formEntries } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';
import { checkAbroad, checkAmountUnits, checkFormCurrency, checkFormUnits } from './check-currency.js';
import { checkOffsets } from './check-offsets.js';
import { checkOtherTotals } from './check-other-totals.js';
import { checkPaidOtherwise } from './check-paid-otherwise.js';
import { checkColumnTotals, checkSumRows, checkWords } from './check-tables.js';
import { checkTypedWords } from './check-typed-words.js';
import { isTyped } from './sum-rows.js';

interface ReadForm {
  plan: FieldPlan;
  source: ApprovalSource;
  /** One row for each line of the details. */
  rows: readonly MappedRow[];
  details: readonly DetailLine[];
  /** Sum that the bill would pay: Σ rows, or what is left of it. */
  total: Amount | null;
  formTotal: Amount | null;
  /** References of the scheme's filter. */
  filter: readonly string[];
}

/** Compares what the whole form says with the amounts that were read from some of its controls. */
export function checkForm({ plan, source, rows, details, total, formTotal, filter }: ReadForm, issues: Issues): void {
  const tables = plan.detailTables.map((name) => source.control(name)).filter((table) => table !== null);
  const entries = formEntries(source.instance.controls);
  const atTop = [plan.totalNames, plan.netNames, ...(plan.amountAtTop ? [plan.amountNames] : [])];
  const inRows = [plan.amountNames];
  const readAsAmount = ({ control, comparable, table: around }: FormEntry): boolean => {
    const name = comparableName(control.name);
    if (around !== null && !tables.includes(around)) {
      if (plan.netColumns.length === 0) return false;
      const names = [control.id, control.alias ?? '', name, comparable];
      const called = [around.id, around.alias ?? '', comparableName(around.name)];
      return plan.netColumns.some((one) => names.includes(one.column) && one.table.some((own) => called.includes(own)));
    }
    for (const set of around === null ? atTop : inRows) if (isNamed(set, control, name, comparable)) return true;
    return false;
  };
  const amounts = new Set(entries.filter(readAsAmount));
  const isAmount = (entry: FormEntry): boolean => amounts.has(entry);
  checkFormCurrency(entries, isAmount, issues);
  checkAbroad(entries, issues);
  checkAmountUnits(entries, isAmount, issues);
  checkFormUnits(entries, isAmount, source.form, issues);
  const form = {
    entries,
    isPaid: isAmount,
    isNet: ({ control, comparable, table: around }: FormEntry) =>
      around === null
        ? isNamed(plan.netNames, control, comparableName(control.name), comparable)
        : !tables.includes(around),
    isPaidTable: (table: FormEntry['table']) => table !== null && tables.includes(table),
    total,
  };
  checkOffsets(form, issues);
  const nets = plan.netNames.size > 0 || plan.netColumns.length > 0;
  checkPaidOtherwise(form, { filter, isNet: nets && total !== null && total !== formTotal }, issues);
  checkSumRows(rows, details, formTotal !== null && isTotalTyped(entries, plan, formTotal), issues);
  for (const table of tables) {
    const own = rows.filter((_, index) => details[index]?.table === table);
    checkColumnTotals(table, plan.amountNames, own, issues);
  }
  checkWords(entries, isAmount, issues);
  checkTypedWords(entries, isAmount, total, issues);
  const isRead = ({ control, comparable }: FormEntry): boolean =>
    isNamed(plan.consumed, control, comparableName(control.name), comparable);
  checkOtherTotals(form, formTotal, isRead, issues);
  for (const ambiguity of source.ambiguities) tell(ambiguity, rows, details, issues);
}

const isNamed = (names: ReadonlySet<string>, { id, alias }: Control, name: string, comparable: string): boolean =>
  names.has(id) || names.has(alias ?? '') || names.has(name) || names.has(comparable);

/** Returns whether a person typed the form's total: each control with one of its names and this amount is of such a type. */
function isTotalTyped(entries: readonly FormEntry[], { totalNames }: FieldPlan, total: Amount): boolean {
  const own = entries.filter(
    ({ table, control, comparable, text }) =>
      table === null &&
      isNamed(totalNames, control, comparableName(control.name), comparable) &&
      parseDecimal(text) === total,
  );
  return own.length > 0 && own.every(({ control }) => isTyped(control.type));
}

/** Adds an issue that lists every control that could be meant, with its own label, its content, and its id to find it in the form. */
function tell(
  { label, row, controls }: Ambiguity,
  rows: readonly MappedRow[],
  details: readonly DetailLine[],
  issues: Issues,
): void {
  const index = row === null ? -1 : details.findIndex((line) => line.row === row);
  const place = index < 0 ? 'others' : `rows[${rows[index]?.place}]`;
  const of = details[index]?.of;
  issues.coded('red', 'ambiguous-control', `${place}.${cut(label, 60)}`, {
    label: cut(label, 60),
    row: of ? of.rows.join('、') : '',
    ...(of?.table ? { table: of.table } : {}),
    values: controls.map(shown).join('；'),
  });
}

const shown = ({ id, name, value }: Control): string =>
  `“${cut(name, 30)}”（${cut(id, 40)}）是“${cut(controlText(value), 40)}”`;
