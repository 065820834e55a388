import { isHeaderRow } from '@dingdee/shared/header-row';
import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { detailTables } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../connectors/source.js';
import { controlKind } from '../domain/approval/control-kinds.js';
import { comparableName } from '../engine/source/control-name.js';
import { NUMBERS_PART, parseRef, withNames } from '../engine/source/source-ref.js';
import { type PlacedControl, placedControls } from '../scheme/drift/form-changes.js';
import { formUses } from '../scheme/drift/form-uses.js';
import { MEANS_SOMETHING } from './scheme-fields.js';

/** A rule that reads another control, and where it stands. */
export interface CuredRule {
  part: 'header' | 'rows';
  name: string;
  index: number;
  rule: Rule;
  control: PlacedControl;
}

const ACCOUNTS: readonly string[] = ['RecipientAccountField'];
/** Controls that name other approvals. */
const RELATING: readonly string[] = ['RelateField'];

/** Kinds of control that may stand in for each other: a rule for money takes no text. */
const FITTING: Readonly<Partial<Record<Rule['kind'], readonly string[]>>> = {
  amount: ['MoneyField', 'NumberField', 'CalculateField'],
  date: ['DDDateField', 'DDDateRangeField'],
  source: [
    'TextField',
    'TextareaField',
    'DDSelectField',
    'NumberField',
    'SeqNumberField',
    'DDDateField',
    'DepartmentField',
  ],
  lookup: ['TextField', 'TextareaField', 'DDSelectField', 'InnerContactField', 'DepartmentField'],
};

/**
 * Returns, for each rule that reads a control, the rule with each other control of a fitting kind in the same place of the present form.
 * @param written the form for which the scheme was written. @param accepted the form before the change.
 * @param key of the changed control. A rule that reads it in a condition, a text or an expression has no cure: a person rewrites it.
 */
export function curedRules(
  content: SchemeContent,
  written: readonly FormControlSchema[],
  { accepted, current }: { accepted: readonly FormControlSchema[]; current: readonly FormControlSchema[] },
  key: string,
): CuredRule[] {
  const reads = (ref: string): boolean => {
    const rules: Rule[] = [{ kind: 'source', from: ref }];
    const { group: _, ...detail } = content.detail;
    const { net: _net, split: _split, ...rest } = content;
    const alone = {
      ...rest,
      detail,
      filter: [],
      totalFrom: 'instance:title',
      rows: {},
      header: { x: { label: '', required: false, rules } },
    };
    return (formUses(alone, written, accepted).get(key) ?? []).some(({ what }) => what === 'field');
  };
  const now = [...placedControls(current).values()].filter((control) => control.key !== key);
  const top = isHeaderRow(content.detail.table);
  const tables = detailTables(content.detail).map(comparableName);
  const inPlace = (ref: string): PlacedControl[] =>
    now.filter(({ table }) =>
      parseRef(ref).place !== 'row' || top
        ? table === null
        : table !== null && (tables.includes(comparableName(table.label)) || tables.includes(table.id)),
    );
  return (['header', 'rows'] as const).flatMap((part) =>
    Object.entries(content[part]).flatMap(([name, { rules }]) =>
      rules.flatMap((rule, index) => {
        const ref = refOf(rule);
        if (ref === null || parseRef(ref).place === 'instance' || !reads(ref)) return [];
        const there = inPlace(ref);
        const asked = parseRef(ref);
        const fitting =
          asked.place === 'related' || asked.part === NUMBERS_PART
            ? RELATING
            : asked.part !== null
              ? ACCOUNTS
              : (FITTING[rule.kind] ?? []);
        return there
          .filter(({ type }) => fitting.includes(type))
          .flatMap((control) => {
            const cured = reading(rule, replaced(ref, nameOf(control, there), reads));
            return JSON.stringify(cured) === JSON.stringify(rule) ? [] : [{ part, name, index, rule: cured, control }];
          });
      }),
    ),
  );
}

/** Returns the content with that one rule; everything else is the same object. */
export function withCure(
  content: SchemeContent,
  { part, name, index, rule }: Omit<CuredRule, 'control'>,
): SchemeContent {
  const own = content[part][name];
  if (own === undefined) return content;
  const rules = own.rules.map((each, at) => (at === index ? rule : each));
  return { ...content, [part]: { ...content[part], [name]: { ...own, rules } } };
}

export const kindOfControl = ({ type }: PlacedControl): string => controlKind(type);

const refOf = (rule: Rule): string | null => {
  if (rule.kind === 'lookup') return rule.key;
  return rule.kind === 'source' || rule.kind === 'amount' || rule.kind === 'date' ? rule.from : null;
};

const reading = (rule: Rule, ref: string): Rule => {
  if (rule.kind === 'lookup') return { ...rule, key: ref };
  return rule.kind === 'source' || rule.kind === 'amount' || rule.kind === 'date' ? { ...rule, from: ref } : rule;
};

/** Of several names in a reference, only that of the changed control is replaced. */
function replaced(ref: string, name: string, reads: (ref: string) => boolean): string {
  const parsed = parseRef(ref);
  const { place, names, part } = parsed;
  const suffix = part === null ? '' : `#${part}`;
  const next = names.map(({ printed }) =>
    names.length === 1 || place === 'related' || reads(`${place}:${printed}${suffix}`) ? name : printed,
  );
  return withNames(parsed, [...new Set(next)]);
}

/** Returns the label by which the control is known in its place; its id if another one there is called the same. */
function nameOf(control: PlacedControl, there: readonly PlacedControl[]): string {
  const alike = there.filter(({ label }) => comparableName(label) === comparableName(control.label));
  return alike.length > 1 || control.label === '' || MEANS_SOMETHING.test(control.label) ? control.id : control.label;
}
