import { isHeaderRow } from '@dingdee/shared/header-row';
import { detailTables, type FieldRules, type Rule, type SchemeContent } from '@dingdee/shared/scheme';
import { paymentRoles, type TargetField, type TargetFields, type TargetForm } from '../../domain/draft/target-form.js';
import { comparableName } from '../source/control-name.js';
import { type AccountPart, NUMBERS_PART, parseRef, placeholderRefs } from '../source/source-ref.js';
import { compileExpression } from './expression.js';
import { type Twins, twinsOf } from './twins.js';

/** One target field of a scheme, with what the engine needs to know about it. */
export interface PlannedField {
  name: string;
  target: TargetField;
  rules: FieldRules;
  /** Whether a rule reads the detail row: the value may differ from row to row. */
  perRow: boolean;
  /** Whether it is the payee's account: only an account number is ever written to it. */
  isAccount: boolean;
  /** Whether it says who pays, from where, or who is paid: rows with a day do not count for it. */
  isOfPayment: boolean;
  /**
   * 'texts': the rules only write fixed texts; 'keys': they also or only ask tables, or have conditions; null if they do more, or read related
   * approvals, which each bill cites as its own.
   */
  gives: 'texts' | 'keys' | null;
  /** Mapping tables that the rules ask. */
  tables: readonly string[];
}

/** A scheme's content, prepared once for the form that it leads to: fields in that form's order, and the controls that its rules read. */
export interface FieldPlan {
  form: TargetForm;
  header: readonly PlannedField[];
  rows: readonly PlannedField[];
  amount: PlannedField;
  /** Fields of the bill that hold one value. */
  twins: readonly Twins[];
  /** Codes of the mapping tables that the rules ask, sorted. */
  tables: readonly string[];
  /** Tables that the rows come from, as the scheme names them. */
  detailTables: readonly string[];
  /** Comparable names of form controls that a rule reads. */
  consumed: ReadonlySet<string>;
  /** References that say what the bill is for: the form controls in the remark. */
  purposeRefs: readonly string[];
  /** First cell reference that the cost item is found by: its text is the title of a detail row. */
  rowTitleRef: string | null;
  /** Comparable names of the cells that row amounts are read from, and of the controls with the form's total. */
  amountNames: ReadonlySet<string>;
  totalNames: ReadonlySet<string>;
  /** Whether a header rule reads a column of all rows. */
  picks: boolean;
  /** Whether the amount of a row is read from the form's own controls. */
  amountAtTop: boolean;
  /** Comparable names of the controls that the net sum is computed from and checked with. */
  netNames: ReadonlySet<string>;
  /** Tables with a column that is subtracted: comparable names of both. */
  netColumns: readonly { table: readonly string[]; column: string }[];
  /** Comparable names of the cells that title and amount are read from. */
  titleNames: ReadonlySet<string>;
}

const plans = new WeakMap<SchemeContent, FieldPlan>();

export function fieldPlan(content: SchemeContent, form: TargetForm): FieldPlan {
  const ready = plans.get(content);
  if (ready?.form === form) return ready;
  const { head, row } = form;
  const rows = planned(content.rows, form.rows, form);
  const amount = rows.find(({ name }) => name === row.amount) ?? plannedField(row.amount, undefined, form.rows, form);
  const titleRefs = (content.rows[row.costItem]?.rules ?? []).flatMap(ruleRefs).filter((ref) => ref.startsWith('row:'));
  const header = planned(content.header, form.header, form);
  const plan: FieldPlan = {
    form,
    header,
    rows: rows.filter(({ name }) => name !== row.amount),
    amount,
    twins: twinsOf(form, content),
    tables: tablesAsked([...header, ...rows.filter(({ name }) => name !== row.amount)]),
    detailTables: detailTables(content.detail),
    consumed: new Set([
      ...detailTables(content.detail).map(comparableName),
      ...contentRefs(content).flatMap(controlNames),
    ]),
    purposeRefs: (content.header[head.purpose]?.rules ?? []).flatMap((rule) =>
      ruleRefs(rule).filter((ref) => parseRef(ref).place === 'field'),
    ),
    rowTitleRef: titleRefs[0] ?? null,
    amountNames: new Set(amount.rules.rules.flatMap(ruleRefs).flatMap(comparableNames)),
    totalNames: new Set(controlNames(content.totalFrom)),
    picks: header.some(({ rules }) => rules.rules.some((rule) => rule.kind === 'date' && rule.pick !== undefined)),
    amountAtTop:
      isHeaderRow(content.detail.table) ||
      amount.rules.rules.flatMap(ruleRefs).some((ref) => parseRef(ref).place === 'field'),
    netNames: new Set(netRefs(content).flatMap(controlNames)),
    netColumns: (content.net?.offsets ?? []).flatMap(({ from, column }) =>
      column === undefined ? [] : [{ table: controlNames(from), column: comparableName(column) }],
    ),
    titleNames: new Set([...titleRefs, ...amount.rules.rules.flatMap(ruleRefs)].flatMap(comparableNames)),
  };
  plans.set(content, plan);
  return plan;
}

const tablesAsked = (fields: readonly PlannedField[]): string[] =>
  [
    ...new Set(
      fields.flatMap(({ rules: { rules } }) => rules.flatMap((rule) => (rule.kind === 'lookup' ? rule.table : []))),
    ),
  ].sort();

function planned(given: Readonly<Record<string, FieldRules>>, targets: TargetFields, form: TargetForm): PlannedField[] {
  const names = [
    ...Object.keys(targets).filter((name) => name in given || targets[name]?.always),
    ...Object.keys(given)
      .filter((name) => !(name in targets))
      .sort(),
  ];
  return names.map((name) => plannedField(name, given[name], targets, form));
}

function plannedField(
  name: string,
  given: FieldRules | undefined,
  targets: TargetFields,
  form: TargetForm,
): PlannedField {
  const isAccount = targets === form.rows && name === form.row.account;
  const asked = given ?? { rules: [], required: true, label: targets[name]?.label ?? name };
  const own = isAccount ? { ...asked, rules: asked.rules.map(readsAccount) } : asked;
  const target = targets[name] ?? { key: name, label: own.label || name, type: 'text' as const };
  const rules = { ...own, required: own.required || targets[name]?.always === true, label: own.label || target.label };
  return {
    name,
    target,
    rules,
    isAccount,
    isOfPayment: paymentRoles(form).includes(name),
    perRow: own.rules.some((rule) => ruleRefs(rule).some((ref) => ref.startsWith('row:'))),
    gives: givesOf(own.rules),
    tables: [...new Set(own.rules.flatMap((rule) => (rule.kind === 'lookup' ? rule.table : [])))],
  };
}

function givesOf(rules: readonly Rule[]): PlannedField['gives'] {
  if (!rules.every(({ kind }) => kind === 'constant' || kind === 'lookup')) return null;
  if (rules.some((rule) => ruleRefs(rule).some(isOfRelated))) return null;
  return rules.every(({ kind, when }) => kind === 'constant' && when === undefined) ? 'texts' : 'keys';
}

const NUMBER_PART: AccountPart = 'number';

/** Makes a rule read an account as an account, even if it does not ask for the part "#number": never a text with something beside it. */
function readsAccount(rule: Rule): Rule {
  if (rule.kind !== 'source') return rule;
  const { place, part } = parseRef(rule.from);
  if (part === NUMBERS_PART) return { ...rule, from: rule.from.slice(0, -NUMBERS_PART.length) + NUMBER_PART };
  return part || place === 'instance' ? rule : { ...rule, from: `${rule.from}#${NUMBER_PART}` };
}

/** Returns the references that a look-up's key is made of, in order. */
export const keyRefs = ({ key, with: more = [] }: Extract<Rule, { kind: 'lookup' }>): string[] => [key, ...more];

/** Tells whether a reference reads the approvals that a control names. */
export const isOfRelated = (ref: string): boolean => parseRef(ref).place === 'related';

/** Returns every reference that a rule reads, including those of its conditions. */
export function ruleRefs(rule: Rule): string[] {
  const conditions = (rule.when ?? []).map(({ from }) => from);
  switch (rule.kind) {
    case 'source':
    case 'amount':
    case 'date':
      return [rule.from, ...conditions];
    case 'lookup':
      return [...keyRefs(rule), ...conditions];
    case 'template':
      return [...placeholderRefs(rule.text), ...conditions];
    case 'expression':
      return [...(rule.cel === undefined ? [] : compileExpression(rule.cel).refs), ...conditions];
    case 'constant':
      return conditions;
  }
}

/** Returns the references that the net sum is read from; none if the scheme pays the whole. */
export const netRefs = ({ net }: Pick<SchemeContent, 'net'>): string[] =>
  net ? [...net.offsets.map(({ from }) => from), ...(net.payable === null ? [] : [net.payable])] : [];

/** Returns every reference of a scheme; those of its fields in their order. */
export function contentRefs(content: SchemeContent): string[] {
  const fields = [...Object.values(content.header), ...Object.values(content.rows)];
  return [
    content.totalFrom,
    ...(content.detail.group ?? []),
    ...(content.split ? [content.split.from] : []),
    ...netRefs(content),
    ...fields.flatMap(({ rules }) => rules.flatMap(ruleRefs)),
    ...content.filter.map(({ from }) => from),
  ];
}

const controlNames = (ref: string): string[] =>
  ['field', 'related'].includes(parseRef(ref).place) ? comparableNames(ref) : [];
const comparableNames = (ref: string): string[] => parseRef(ref).names.map(({ comparable }) => comparable);
