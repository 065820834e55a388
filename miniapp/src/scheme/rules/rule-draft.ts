import { type RuleLevel, ruleLevels } from '@dingdee/shared/rule-level';
import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';
import { sortedJson } from '@dingdee/shared/sorted-json';
import type { RuleKind } from '@dingdee/shared/trial';

export type Part = 'header' | 'rows';
export interface FieldPlace {
  part: Part;
  name: string;
}
export const pathOf = ({ part, name }: FieldPlace): string => `${part}.${name}`;
export function placeOf(path: string): FieldPlace {
  const dot = path.indexOf('.');
  return { part: path.startsWith('rows.') ? 'rows' : 'header', name: path.slice(dot + 1) };
}

/** Returns the content with other rules for one field; undefined removes the field. */
export function withField(
  content: SchemeContent,
  { part, name }: FieldPlace,
  rules: FieldRules | undefined,
): SchemeContent {
  const { [name]: _, ...others } = content[part];
  return { ...content, [part]: rules ? { ...content[part], [name]: rules } : others };
}

/**
 * Changes a field together with its twin, the field that holds the same value. Both stay equal if they were saved with the same rules and nobody has
 * changed the twin separately. A person who wants different rules changes the twin separately.
 */
export function withTwins(
  saved: SchemeContent,
  now: SchemeContent,
  place: FieldPlace,
  rules: FieldRules | undefined,
  { twin, alone }: { twin: string | null; alone: ReadonlySet<string> },
): SchemeContent {
  const next = withField(now, place, rules);
  if (twin === null || !rules || alone.has(pathOf({ part: place.part, name: twin }))) return next;
  const [own, other] = [saved[place.part][place.name], saved[place.part][twin]];
  const there = next[place.part][twin];
  if (!own || !other || !there || !same(own.rules, other.rules)) return next;
  return withField(next, { part: place.part, name: twin }, { ...there, rules: rules.rules });
}

/** Returns an empty rule of a kind; conditions and level are kept. */
export function emptyRule(kind: RuleKind, { when, scope }: Pick<Rule, 'when' | 'scope'> = {}): Rule {
  const base = { ...(when ? { when } : {}), ...(scope ? { scope } : {}) };
  switch (kind) {
    case 'constant':
      return { kind, value: '', ...base };
    case 'source':
    case 'amount':
      return { kind, from: '', ...base };
    case 'date':
      return { kind, from: '', closed: 'stop', ...base };
    case 'lookup':
      return { kind, table: '', key: '', ...base };
    case 'template':
      return { kind, text: '', ...base };
    case 'expression':
      return { kind, cel: '', examples: [], ...base };
  }
}

/** Returns the index of the rule that gives the value if no exception does: the first without condition and level, otherwise the first. */
export function mainRule(rules: readonly Rule[]): number {
  const found = rules.findIndex(({ when, scope }) => !scope && (when ?? []).length === 0);
  return Math.max(found, 0);
}

/** Returns the rules' indexes in the order of precedence. */
export function ruleOrder(rules: readonly Rule[]): { index: number; level: RuleLevel }[] {
  const rank: readonly RuleLevel[] = ['row', 'scoped', 'table', 'default'];
  return ruleLevels(rules)
    .map((level, index) => ({ index, level }))
    .sort((one, other) => rank.indexOf(one.level) - rank.indexOf(other.level) || one.index - other.index);
}

/** Moves a rule one place up or down within its level; null if it is the first or last there. */
export function movedTo(rules: readonly Rule[], index: number, by: 1 | -1): { rules: Rule[]; index: number } | null {
  const order = ruleOrder(rules);
  const at = order.findIndex((each) => each.index === index);
  const [own, other] = [order[at], order[at + by]];
  if (!own || !other || own.level !== other.level) return null;
  const moved = [...rules];
  const [one, two] = [moved[own.index], moved[other.index]];
  if (!one || !two) return null;
  moved[own.index] = two;
  moved[other.index] = one;
  return { rules: moved, index: other.index };
}

const same = (one: unknown, other: unknown): boolean => sortedJson(one) === sortedJson(other);

/** Returns the fields whose rules changed. */
export function changedFields(before: SchemeContent, after: SchemeContent): FieldPlace[] {
  return (['header', 'rows'] as const).flatMap((part) =>
    [...new Set([...Object.keys(before[part]), ...Object.keys(after[part])])]
      .filter((name) => !same(before[part][name], after[part][name]))
      .map((name) => ({ part, name })),
  );
}

/**
 * Applies this person's changes to the version that another person saved meanwhile, field by field; all other fields are the other person's.
 * @returns fields that both changed differently: they have this person's rules
 */
export function onTopOf(
  before: SchemeContent,
  mine: SchemeContent,
  theirs: SchemeContent,
): { content: SchemeContent; both: FieldPlace[] } {
  const own = changedFields(before, mine);
  const content = own.reduce((all, place) => withField(all, place, mine[place.part][place.name]), theirs);
  const both = own.filter(
    ({ part, name }) => !same(before[part][name], theirs[part][name]) && !same(mine[part][name], theirs[part][name]),
  );
  return { content, both };
}
