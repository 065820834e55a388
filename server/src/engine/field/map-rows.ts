import { type Amount, parseAmount } from '@dingdee/shared/money';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import type { Issues } from '../../domain/draft/issues.js';
import type { TableRows } from '../../domain/draft/provenance.js';
import { rowsWords } from '../../domain/draft/provenance-words.js';
import { applyRules } from '../rule/apply-rules.js';
import type { FieldPlan, PlannedField } from '../rule/field-plan.js';
import type { RuleContext } from '../rule/find-row.js';
import { lackOf, SCHEME_LACKS } from '../rule/scheme-lacks.js';
import { illegibleAmount } from '../source/amount-text.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { comparableName } from '../source/control-name.js';
import { cut } from '../source/texts.js';
import type { DetailLine } from './detail-lines.js';
import { type MappedField, mapField, type Need, tell } from './map-field.js';
import type { MappingInput } from './mapping-input.js';
import { fieldMemory } from './remembered-fields.js';
import { settlementKind, settlementKindByNumber } from './settlement.js';

export interface MappedRow {
  /** Position of the row of the bill that this is, or becomes a part of. */
  place: number;
  /** Rows of the form that it comes from. */
  of: readonly TableRows[];
  amount: Amount | null;
  sourceTitle: string;
  sourceNote: string;
  sourceAmount: string;
  /** Fields by target name, in Kingdee's order; also those without a value. */
  fields: ReadonlyMap<string, MappedField>;
  amountField: MappedField;
}

/**
 * Maps every line of the details. A field whose rules do not read the row is mapped once.
 * @param groups lines of each row of the bill.
 * @returns one mapped row for each line, in the order of the groups.
 */
export function mapLines(
  plan: FieldPlan,
  groups: readonly (readonly DetailLine[])[],
  input: MappingInput,
  basis: Omit<RuleContext, 'row' | 'lock'>,
  issues: Issues,
): MappedRow[] {
  const once: Readonly<Record<Need, Map<PlannedField, MappedField>>> = {
    needed: new Map(),
    optional: new Map(),
    quiet: new Map(),
  };
  const locked = Object.keys(input.locks).some((path) => path.startsWith('rows['));
  const memory = fieldMemory(plan, basis);
  const evaluate = (field: PlannedField, need: Need, context: RuleContext, index: number): MappedField => {
    const lock = locked ? input.locks[`rows[${index}].${field.name}`] : undefined;
    const repeats = !field.perRow && lock === undefined ? once[need] : undefined;
    let mapped = repeats?.get(field);
    if (mapped === undefined) {
      mapped = lock === undefined ? memory.map(field, context, need) : mapField(field, { ...context, lock }, need);
      repeats?.set(field, mapped);
    }
    if (mapped.complaints.length > 0) tell(issues, `rows[${index}].${field.name}`, mapped);
    return mapped;
  };
  const settlement = plan.rows.find(({ name }) => name === plan.form.row.settlement);
  const mapLine = ({ row, of }: DetailLine, index: number): MappedRow => {
    const fields = new Map<string, MappedField>();
    const at = rowsWords([of]);
    const { source, book, asks, departments, schemeVersion, closed } = basis;
    const context: RuleContext = { source, row, book, asks, departments, schemeVersion, lock: undefined, closed };
    const amountField = mapAmount(plan.amount, context, index, at, issues);
    const settled = settlement ? evaluate(settlement, 'needed', context, index) : null;
    for (const field of plan.rows) {
      if (field === settlement && settled) fields.set(field.name, settled);
      else {
        const byHand = locked && `rows[${index}].${field.name}` in input.locks;
        const need = needOf(field, settled?.value ?? null, byHand, input, basis);
        if (need !== 'left-out') fields.set(field.name, evaluate(field, need, context, index));
      }
    }
    return {
      place: index,
      of: [of],
      amount: amountField.value as Amount | null,
      sourceTitle: titleOf(plan, basis.source, row) || at,
      sourceNote: noteOf(plan, row),
      sourceAmount: amountField.ruled.provenance.source || (amountField.ruled.illegible?.text ?? ''),
      fields,
      amountField,
    };
  };
  const mapped: MappedRow[] = [];
  for (const [index, lines] of groups.entries()) for (const line of lines) mapped.push(mapLine(line, index));
  return mapped;
}

function mapAmount(field: PlannedField, context: RuleContext, index: number, at: string, issues: Issues): MappedField {
  const ruled = applyRules(field.rules, context);
  const path = `rows[${index}].${field.name}`;
  const value = ruled.value === null ? null : parseAmount(ruled.value);
  if (context.row?.unreadable !== undefined) issues.coded('red', 'unreadable', path, { of: 'row', rows: at });
  else if (ruled.undecided !== null)
    issues.coded('red', 'condition-unread', path, { label: field.rules.label, control: cut(ruled.undecided, 60) });
  else if (ruled.illegible || (ruled.value !== null && value === null))
    issues.coded('red', 'invalid-amount', path, {
      of: 'row',
      rows: at,
      ...illegibleAmount(ruled.illegible ?? { text: ruled.value ?? '' }),
    });
  else if (ruled.unreadable !== null)
    issues.coded('red', 'unreadable', path, { of: 'row-cell', rows: at, label: ruled.unreadable });
  else if (value === null) {
    const lack = lackOf(field.rules, context);
    if (lack === null) issues.coded('red', 'missing', path, { of: 'row', rows: at });
    else issues.coded('red', SCHEME_LACKS, path, lack);
  }
  return { ruled, value, complaints: [] };
}

/**
 * Returns how far a field is needed. Which account a row needs depends on its settlement type (kingdee.md §7.2); which one the payload has, on its
 * number alone.
 */
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

/** Returns the other cells of a row, as a person would say which expense it was. */
function noteOf({ titleNames }: FieldPlan, row: ControlRow): string {
  const texts: string[] = [];
  for (const cell of row.cells) {
    if (titleNames.has(comparableName(cell.name)) || titleNames.has(cell.id)) continue;
    const text = controlText(cell.value);
    if (text !== '') texts.push(text);
  }
  return cut(texts.join(' · '), 120);
}
