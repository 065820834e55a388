import type { Amount } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { MappedRow } from '../field/map-rows.js';
import type { FieldPlan } from '../rule/field-plan.js';
import type { Ambiguity, ApprovalSource } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';
import { type FormEntry, formEntries } from '../source/form-amounts.js';
import { cut } from '../source/texts.js';
import { checkAmountUnits, checkFormCurrency } from './check-currency.js';
import { checkOffsets } from './check-offsets.js';
import { checkColumnTotals, checkSumRows, checkWords } from './check-tables.js';

interface ReadForm {
  plan: FieldPlan;
  source: ApprovalSource;
  content: SchemeContent;
  rows: readonly MappedRow[];
  /** The cells of those rows. */
  cells: readonly ControlRow[];
  /** Σ rows. */
  total: Amount | null;
  formTotal: Amount | null;
}

/** What the whole form says against the amounts that were read from some of its controls. */
export function checkForm({ plan, source, content, rows, cells, total, formTotal }: ReadForm, issues: Issues): void {
  const table = source.control(content.detail.table);
  const entries = [...formEntries(source.instance.controls)];
  const isAmount = ({ control, comparable, table: around }: FormEntry): boolean => {
    if (around !== null && around !== table) return false;
    const names = around === null ? plan.totalNames : plan.amountNames;
    return [control.id, control.alias ?? '', comparableName(control.name), comparable].some((name) => names.has(name));
  };
  checkFormCurrency(entries, isAmount, issues);
  checkAmountUnits(entries, isAmount, issues);
  checkOffsets(entries, isAmount, total, issues);
  checkSumRows(rows, cells, formTotal === null, issues);
  checkColumnTotals(table, plan.amountNames, rows, issues);
  checkWords(entries, isAmount, issues);
  for (const ambiguity of source.ambiguities) tell(ambiguity, cells, issues);
}

/** Every control that could be meant, with its own label, what stands in it, and its id: to find it in the form by. */
function tell({ label, row, controls }: Ambiguity, cells: readonly ControlRow[], issues: Issues): void {
  const index = row === null ? -1 : cells.indexOf(row);
  const place = index < 0 ? 'others' : `rows[${index}]`;
  issues.coded('red', 'ambiguous-control', `${place}.${cut(label, 60)}`, {
    label: cut(label, 60),
    row: index < 0 ? '' : String(index + 1),
    values: controls.map(shown).join('；'),
  });
}

const shown = ({ id, name, value }: Control): string =>
  `“${cut(name, 30)}”（${cut(id, 40)}）是“${cut(controlText(value), 40)}”`;
