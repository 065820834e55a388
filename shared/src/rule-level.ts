import type { Rule } from './scheme.js';

/** Levels of a field's rules, highest precedence first; a person's lock on a bill precedes all of them. */
export const RULE_LEVELS = ['row', 'scoped', 'table', 'default'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

/**
 * Returns the level of each rule of a field: 行级规则 and 部门/表单规则 by their scope, a look-up the level of its table, and rules below a
 * look-up the default level, for when it finds nothing. Within a level the first rule that gives a value counts.
 */
export function ruleLevels(rules: readonly Pick<Rule, 'kind' | 'scope'>[]): RuleLevel[] {
  let lookedUp = false;
  return rules.map(({ kind, scope }) => {
    if (scope) return scope === 'row' ? 'row' : 'scoped';
    if (kind !== 'lookup') return lookedUp ? 'default' : 'scoped';
    lookedUp = true;
    return 'table';
  });
}
