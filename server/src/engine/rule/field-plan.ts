import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { HEADER_FIELDS, ROW_FIELDS, type TargetField } from '../../domain/draft/payment-bill.js';
import { comparableName } from '../source/control-name.js';
import { parseRef, placeholderRefs } from '../source/source-ref.js';

/** One target field of a scheme with what the engine needs to know of it. */
export interface PlannedField {
  name: string;
  target: TargetField;
  rules: FieldRules;
  /** Some rule reads the detail row: the value may differ from row to row. */
  perRow: boolean;
}

/** A scheme's content, read once: fields in Kingdee's order, and which controls its rules read. */
export interface FieldPlan {
  header: readonly PlannedField[];
  rows: readonly PlannedField[];
  amount: PlannedField;
  /** Comparable names of form controls that some rule reads. */
  consumed: ReadonlySet<string>;
  /** References that say what the bill is for: the form controls in the remark. */
  purposeRefs: readonly string[];
  /** The first reference by which the cost item is found: names a detail row. */
  rowTitleRef: string | null;
  /** Comparable names of the cells that row amounts are read from, and of the controls that the form's total is. */
  amountNames: ReadonlySet<string>;
  totalNames: ReadonlySet<string>;
  /** Comparable names of the cells that title and amount are read from. */
  titleNames: ReadonlySet<string>;
}

/** Kingdee refuses the bill without these (kingdee.md §7.1, §7.2), whatever a scheme says. */
const ALWAYS: ReadonlySet<string> = new Set([
  'billType',
  'businessDate',
  'contactUnitType',
  'contactUnit',
  'receivingUnitType',
  'receivingUnit',
  'payOrg',
  'settleOrg',
  'currency',
  'settleCurrency',
  'exchangeRate',
  'settleRate',
  'settlementType',
  'purpose',
  'amount',
]);

const plans = new WeakMap<SchemeContent, FieldPlan>();

export function fieldPlan(content: SchemeContent): FieldPlan {
  const ready = plans.get(content);
  if (ready) return ready;
  const rows = planned(content.rows, ROW_FIELDS);
  const amount = rows.find(({ name }) => name === 'amount') ?? plannedField('amount', undefined, ROW_FIELDS);
  const titleRefs = (content.rows.costItem?.rules ?? []).flatMap(ruleRefs).filter((ref) => ref.startsWith('row:'));
  const plan: FieldPlan = {
    header: planned(content.header, HEADER_FIELDS),
    rows: rows.filter(({ name }) => name !== 'amount'),
    amount,
    consumed: new Set([comparableName(content.detail.table), ...contentRefs(content).flatMap(controlNames)]),
    purposeRefs: (content.header.remark?.rules ?? []).flatMap((rule) =>
      ruleRefs(rule).filter((ref) => parseRef(ref).place === 'field'),
    ),
    rowTitleRef: titleRefs[0] ?? null,
    amountNames: new Set(amount.rules.rules.flatMap(ruleRefs).flatMap(comparableNames)),
    totalNames: new Set(controlNames(content.totalFrom)),
    titleNames: new Set([...titleRefs, ...amount.rules.rules.flatMap(ruleRefs)].flatMap(comparableNames)),
  };
  plans.set(content, plan);
  return plan;
}

function planned(
  given: Readonly<Record<string, FieldRules>>,
  targets: Readonly<Record<string, TargetField>>,
): PlannedField[] {
  const names = [
    ...Object.keys(targets).filter((name) => name in given || ALWAYS.has(name)),
    ...Object.keys(given)
      .filter((name) => !(name in targets))
      .sort(),
  ];
  return names.map((name) => plannedField(name, given[name], targets));
}

function plannedField(
  name: string,
  given: FieldRules | undefined,
  targets: Readonly<Record<string, TargetField>>,
): PlannedField {
  const asked = given ?? { rules: [], required: true, label: targets[name]?.label ?? name };
  const own = name === 'oppositeAccount' ? { ...asked, rules: asked.rules.map(readsAccount) } : asked;
  const target = targets[name] ?? { key: name, label: own.label || name, type: 'text' as const };
  const rules = { ...own, required: own.required || ALWAYS.has(name), label: own.label || target.label };
  return {
    name,
    target,
    rules,
    perRow: own.rules.some((rule) => ruleRefs(rule).some((ref) => ref.startsWith('row:'))),
  };
}

/** An account is always read as one, whether or not the rule asks for its part "#number": never a text with something beside it. */
function readsAccount(rule: Rule): Rule {
  if (rule.kind !== 'source') return rule;
  const { place, part } = parseRef(rule.from);
  return part || place === 'instance' ? rule : { ...rule, from: `${rule.from}#number` };
}

/** Every reference that a rule reads, its conditions included. */
export function ruleRefs(rule: Rule): string[] {
  const conditions = (rule.when ?? []).map(({ from }) => from);
  switch (rule.kind) {
    case 'source':
    case 'amount':
    case 'date':
      return [rule.from, ...conditions];
    case 'lookup':
      return [rule.key, ...conditions];
    case 'template':
      return [...placeholderRefs(rule.text), ...conditions];
    case 'constant':
    case 'expression':
      return conditions;
  }
}

/** Every reference of a scheme, in order of its fields. */
export function contentRefs(content: SchemeContent): string[] {
  const fields = [...Object.values(content.header), ...Object.values(content.rows)];
  return [
    content.totalFrom,
    ...fields.flatMap(({ rules }) => rules.flatMap(ruleRefs)),
    ...content.filter.map(({ from }) => from),
  ];
}

const controlNames = (ref: string): string[] => (parseRef(ref).place === 'field' ? comparableNames(ref) : []);
const comparableNames = (ref: string): string[] => parseRef(ref).names.map(({ comparable }) => comparable);
