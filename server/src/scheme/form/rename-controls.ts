import type { Condition, FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { compileExpression } from '../../engine/rule/expression.js';
import { keyRefs } from '../../engine/rule/field-plan.js';
import { holds } from '../../engine/source/conditions.js';
import { parseRef, withNames } from '../../engine/source/source-ref.js';

/** Returns the new name of a control; null if the control is not used. */
export interface NewNames {
  field: (name: string) => string | null;
  row: (name: string) => string | null;
}

/**
 * Returns a content with renamed controls and with `more` as its further detail tables. A rule that reads nothing any more is removed, and so is the
 * text that a template makes of it.
 */
export function renameControls(
  content: SchemeContent,
  table: string,
  names: NewNames,
  more: readonly string[] = [],
): SchemeContent {
  const ref = (from: string) => renamed(from, names);
  const kept = (from: string) => ref(from) ?? from;
  return {
    ...content,
    detail: {
      table,
      ...(more.length > 0 ? { more: [...more] } : {}),
      // If the column were removed, rows that it separates would be merged: it stays, and every bill stops.
      ...(content.detail.group ? { group: content.detail.group.map(kept) } : {}),
    },
    totalFrom: kept(content.totalFrom),
    // An offset is never removed: if its control is missing, every bill stops.
    ...(content.net
      ? {
          net: {
            ...content.net,
            offsets: content.net.offsets.map((offset) => ({ ...offset, from: kept(offset.from) })),
            payable: content.net.payable === null ? null : kept(content.net.payable),
          },
        }
      : {}),
    // Without its column the payees could not be told apart: it stays, and every bill stops.
    ...(content.split ? { split: { ...content.split, from: kept(content.split.from) } } : {}),
    header: withRefs(content.header, ref),
    rows: withRefs(content.rows, ref),
    // Without the condition more would be collected than intended: it stays, and the scheme cannot be enabled.
    filter: content.filter.map((one) => ({ ...one, from: kept(one.from) })),
  };
}

type Ref = (from: string) => string | null;

function renamed(from: string, names: NewNames): string | null {
  const parsed = parseRef(from);
  const { place, names: wanted } = parsed;
  if (place === 'instance') return from;
  const find = place === 'row' ? names.row : names.field;
  const ready = [...new Set(wanted.flatMap(({ printed }) => find(printed) ?? []))];
  return ready.length === 0 ? null : withNames(parsed, ready);
}

const withRefs = (fields: Readonly<Record<string, FieldRules>>, ref: Ref): Record<string, FieldRules> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...field, rules: field.rules.flatMap((rule) => withRef(rule, ref) ?? []) },
    ]),
  );

/** Returns the renamed rule; null if nothing is left of it. */
function withRef(rule: Rule, ref: Ref): Rule | null {
  const when = conditionsOf(rule.when, ref);
  if (when === null) return null;
  const { when: _, ...bare } = rule;
  const conditions = when && when.length > 0 ? { when } : {};
  switch (bare.kind) {
    case 'source':
    case 'amount':
    case 'date': {
      const from = ref(bare.from);
      return from === null ? null : { ...bare, from, ...conditions };
    }
    case 'lookup': {
      const { with: _with, ...rest } = bare;
      const [key, ...more] = keyRefs(bare).flatMap((from) => ref(from) ?? []);
      if (key !== undefined) return { ...rest, key, ...(more.length > 0 ? { with: more } : {}), ...conditions };
      // Defaults per organisation cannot become one constant.
      if (bare.defaults !== undefined) return { ...rest, key: 'instance:default', ...conditions };
      const { default: value = '', scope } = bare;
      return value === '' ? null : { kind: 'constant', value, ...(scope ? { scope } : {}), ...conditions };
    }
    case 'template':
      return withText(bare, ref, conditions);
    case 'expression': {
      if (bare.cel === undefined) return { ...bare, ...conditions };
      // The expression reads '' from a missing control.
      const kept = (from: string) => ref(from) ?? from;
      const examples = bare.examples?.map(({ given, result }) => ({
        given: Object.fromEntries(Object.entries(given).map(([from, text]) => [kept(from), text])),
        result,
      }));
      return {
        ...bare,
        cel: compileExpression(bare.cel).renamed(kept),
        ...(examples ? { examples } : {}),
        ...conditions,
      };
    }
    case 'constant':
      return { ...bare, ...conditions };
  }
}

/** Conditions on a missing control are evaluated with an empty value: if they hold, they are removed; if not, the rule is removed (null). */
function conditionsOf(when: readonly Condition[] | undefined, ref: Ref): Condition[] | null | undefined {
  if (when === undefined) return undefined;
  const kept: Condition[] = [];
  for (const condition of when) {
    const from = ref(condition.from);
    if (from !== null) kept.push({ ...condition, from });
    else if (!holds(condition, '')) return null;
  }
  return kept;
}

const PLACEHOLDER = /\{((?:field|row|related):[^{}]+)\}/gu;

function withText(
  rule: Extract<Rule, { kind: 'template' }>,
  ref: Ref,
  conditions: { when?: Condition[] },
): Rule | null {
  let [had, left] = [0, 0];
  const text = rule.text
    .replace(PLACEHOLDER, (_, from: string) => {
      had += 1;
      const to = ref(from);
      if (to === null) return '';
      left += 1;
      return `{${to}}`;
    })
    .replace(/ {2,}/gu, ' ')
    .trim();
  const others = /\{instance:/u.test(text);
  return text === '' || (had > 0 && left === 0 && !others) ? null : { ...rule, text, ...conditions };
}
