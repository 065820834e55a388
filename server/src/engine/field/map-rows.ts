import { type Amount, parseAmount } from '@dingdee/shared/money';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import { applyRules, type RuleContext } from '../rule/apply-rules.js';
import type { FieldPlan, PlannedField } from '../rule/field-plan.js';
import { lackOf, lackOfDetail, SCHEME_LACKS } from '../rule/scheme-lacks.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';
import { cut } from '../source/texts.js';
import { type MappedField, mapField, type Need, tell } from './map-field.js';
import type { MappingInput } from './mapping-input.js';
import { settlementKind, settlementKindByNumber } from './settlement.js';

export interface MappedRow {
  amount: Amount | null;
  sourceTitle: string;
  sourceNote: string;
  sourceAmount: string;
  /** By target name, in Kingdee's order; also those without a value. */
  fields: ReadonlyMap<string, MappedField>;
  amountField: MappedField;
}

/** The filled rows of the detail table; a row without any value is a blank line of the form, not a row of the bill. */
export function detailRows(source: ApprovalSource, content: SchemeContent, issues: Issues): readonly ControlRow[] {
  const control = source.detail(content.detail.table);
  const name = content.detail.table;
  if (control?.value.kind === 'table') {
    const rows = control.value.rows.filter(
      ({ cells, unreadable }) => unreadable !== undefined || cells.some(({ value }) => value.kind !== 'empty'),
    );
    if (rows.length > 0) return rows;
  }
  // Of a form that was never read an approval without the table says the same.
  if (!control && !(source.knowsForm && source.answers(`field:${name}`, null)))
    issues.red(SCHEME_LACKS, 'rows', lackOfDetail(name));
  else if (!control || control.value.kind === 'empty' || control.value.kind === 'table')
    issues.red('missing', 'rows', `“${name}”是空的，没有可以付款的明细。请申请人补填。`);
  else issues.red('unreadable', 'rows', `“${name}”的内容无法读取，不能生成付款单。请申请人重新提交，或线下处理。`);
  return [];
}

/** Maps every detail row. A field whose rules do not read the row is worked out once. */
export function mapRows(
  plan: FieldPlan,
  rows: readonly ControlRow[],
  input: MappingInput,
  basis: Omit<RuleContext, 'row' | 'lock'>,
  issues: Issues,
): MappedRow[] {
  const once = new Map<PlannedField, Map<Need, MappedField>>(plan.rows.map((field) => [field, new Map()]));
  const locked = Object.keys(input.locks).some((path) => path.startsWith('rows['));
  const evaluate = (field: PlannedField, need: Need, row: ControlRow, index: number): MappedField => {
    const lock = locked ? input.locks[`rows[${index}].${field.name}`] : undefined;
    const repeats = !field.perRow && lock === undefined ? once.get(field) : undefined;
    const mapped = repeats?.get(need) ?? mapField(field, { ...basis, row, lock }, need);
    repeats?.set(need, mapped);
    if (mapped.complaints.length > 0) tell(issues, `rows[${index}].${field.name}`, mapped);
    return mapped;
  };
  const settlement = plan.rows.find(({ name }) => name === plan.form.row.settlement);
  return rows.map((row, index) => {
    const fields = new Map<string, MappedField>();
    const amountField = mapAmount(plan.amount, { ...basis, row, lock: undefined }, index, issues);
    const settled = settlement ? evaluate(settlement, 'needed', row, index) : null;
    for (const field of plan.rows) {
      if (field === settlement && settled) fields.set(field.name, settled);
      else {
        const byHand = locked && `rows[${index}].${field.name}` in input.locks;
        const need = needOf(field, settled?.value ?? null, byHand, input, basis);
        if (need !== 'left-out') fields.set(field.name, evaluate(field, need, row, index));
      }
    }
    return {
      amount: amountField.value as Amount | null,
      sourceTitle: titleOf(plan, basis.source, row) || `第 ${index + 1} 行`,
      sourceNote: noteOf(plan, row),
      sourceAmount: amountField.ruled.provenance.source || (amountField.ruled.illegible?.text ?? ''),
      fields,
      amountField,
    };
  });
}

function mapAmount(field: PlannedField, context: RuleContext, index: number, issues: Issues): MappedField {
  const ruled = applyRules(field.rules, context);
  const path = `rows[${index}].${field.name}`;
  const at = `第 ${index + 1} 行`;
  const value = ruled.value === null ? null : parseAmount(ruled.value);
  if (context.row?.unreadable !== undefined)
    issues.red(
      'unreadable',
      path,
      `${at}明细的内容无法读取，金额和费用项目都可能不全。打开原审批核对，请申请人重新提交，或线下处理。`,
    );
  else if (ruled.illegible || (ruled.value !== null && value === null))
    issues.red(
      'invalid-amount',
      path,
      `${at}金额无法识别：“${cut(ruled.illegible?.text ?? ruled.value ?? '', 40)}”。请申请人更正。`,
    );
  else if (ruled.unreadable !== null)
    issues.red('unreadable', path, `${at}的“${ruled.unreadable}”无法读取。请申请人更正。`);
  else if (value === null) {
    const lack = lackOf(field.rules, context);
    if (lack === null) issues.red('missing', path, `${at}没有填金额。请申请人补填。`);
    else issues.red(SCHEME_LACKS, path, lack);
  }
  return { ruled, value, complaints: [] };
}

/** Which account a row needs hangs on its settlement type (kingdee.md §7.2); the payload by its number alone. */
function needOf(
  { name, rules }: PlannedField,
  settlement: string | null,
  locked: boolean,
  { baseData, target: { rows, row } }: MappingInput,
  { asks }: Pick<RuleContext, 'asks'>,
): Need | 'left-out' {
  if (name !== row.ourAccount && name !== row.ourCash) return rules.required ? 'needed' : 'optional';
  if (settlement === null) return name === row.ourCash && !locked ? 'left-out' : 'quiet';
  const sent = settlementKindByNumber(settlement) ?? 'bank';
  const kind = rows[row.settlement]?.baseData ?? 'settlementType';
  const knownName = baseData.find(kind, settlement, asks.orgNumber)?.name ?? null;
  const wanted = settlementKind(settlement, knownName);
  if (name === row.ourAccount) {
    if (sent === 'cash' && !locked) return 'left-out';
    return wanted === 'bank' ? 'needed' : 'quiet';
  }
  if (wanted === 'cash') return 'needed';
  return locked ? 'quiet' : 'left-out';
}

const titleOf = ({ rowTitleRef }: FieldPlan, source: ApprovalSource, row: ControlRow): string =>
  rowTitleRef === null ? '' : cut(source.read(rowTitleRef, row).text, 80);

/** The other cells of a row, as a person would say which expense it was. */
function noteOf({ titleNames }: FieldPlan, row: ControlRow): string {
  const texts: string[] = [];
  for (const cell of row.cells) {
    if (titleNames.has(comparableName(cell.name)) || titleNames.has(cell.id)) continue;
    const text = controlText(cell.value);
    if (text !== '') texts.push(text);
  }
  return cut(texts.join(' · '), 120);
}
