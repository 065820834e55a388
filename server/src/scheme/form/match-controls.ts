import type { Condition, FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import { contentRefs } from '../../engine/rule/field-plan.js';
import { comparableName } from '../../engine/source/control-name.js';
import { parseRef } from '../../engine/source/source-ref.js';

/**
 * A content with its controls as this form names them: brackets and blanks may differ between the two.
 * @returns the content, and what it names that the form does not have, each name once in order.
 */
export function matchControls(
  content: SchemeContent,
  controls: readonly FormControlSchema[],
): { content: SchemeContent; unmatched: string[] } {
  const names = namesOf(content, controls);
  const ref = (from: string) => renamed(from, names);
  const matched: SchemeContent = {
    ...content,
    detail: { table: names.field(content.detail.table) ?? content.detail.table },
    totalFrom: ref(content.totalFrom),
    header: withRefs(content.header, ref),
    rows: withRefs(content.rows, ref),
    filter: content.filter.map((one) => ({ ...one, from: ref(one.from) })),
  };
  return { content: matched, unmatched: unmatchedControls(content, controls) };
}

/** Names of a content's references that no control of the form answers to. */
export function unmatchedControls(content: SchemeContent, controls: readonly FormControlSchema[]): string[] {
  const names = namesOf(content, controls);
  const missing = new Set<string>();
  if (names.field(content.detail.table) === null) missing.add(content.detail.table);
  for (const from of contentRefs(content)) {
    const { place, names: wanted } = parseRef(from);
    if (place === 'instance') continue;
    const find = place === 'row' ? names.row : names.field;
    for (const { printed } of wanted)
      if (find(printed) === null) missing.add(place === 'row' ? `${content.detail.table}.${printed}` : printed);
  }
  return [...missing];
}

interface Names {
  field: (name: string) => string | null;
  row: (name: string) => string | null;
}

function namesOf(content: SchemeContent, controls: readonly FormControlSchema[]): Names {
  const field = finder(controls);
  const table = field(content.detail.table);
  const detail = controls.find(
    (control) => table !== null && [control.id, control.alias, control.label.trim()].includes(table),
  );
  return { field, row: finder(detail?.children ?? []) };
}

/** By id, alias or label; answers with the name to write into a reference. */
function finder(controls: readonly FormControlSchema[]): (name: string) => string | null {
  return (name) => {
    const own = controls.find(({ id, alias }) => id === name || alias === name);
    if (own) return name;
    const labelled = controls.find(({ label }) => comparableName(label) === comparableName(name));
    if (!labelled) return null;
    const label = labelled.label.trim();
    // These signs mean something in a reference: the id says the same without them.
    return /[|{}]|#(number|name|bank)$/u.test(label) ? labelled.id : label;
  };
}

function renamed(from: string, names: Names): string {
  const { place, names: wanted, part } = parseRef(from);
  if (place === 'instance') return from;
  const find = place === 'row' ? names.row : names.field;
  const ready = wanted.map(({ printed }) => find(printed) ?? printed).join('|');
  return `${place}:${ready}${part ? `#${part}` : ''}`;
}

const withRefs = (
  fields: Readonly<Record<string, FieldRules>>,
  ref: (from: string) => string,
): Record<string, FieldRules> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      { ...field, rules: field.rules.map((rule) => withRef(rule, ref)) },
    ]),
  );

function withRef(rule: Rule, ref: (from: string) => string): Rule {
  const when = rule.when?.map((one): Condition => ({ ...one, from: ref(one.from) }));
  const conditions = when ? { when } : {};
  switch (rule.kind) {
    case 'source':
    case 'amount':
    case 'date':
      return { ...rule, from: ref(rule.from), ...conditions };
    case 'lookup':
      return { ...rule, key: ref(rule.key), ...conditions };
    case 'template':
      return {
        ...rule,
        text: rule.text.replace(/\{((?:field|row):[^{}]+)\}/gu, (_, from) => `{${ref(from)}}`),
        ...conditions,
      };
    case 'constant':
    case 'expression':
      return { ...rule, ...conditions };
  }
}
