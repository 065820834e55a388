import type { Rule } from './scheme.js';

/** Where rules of a field stand among each other, what counts first at the top; above all of them is what a person locked on a bill. */
export const RULE_LEVELS = ['row', 'scoped', 'table', 'default'] as const;
export type RuleLevel = (typeof RULE_LEVELS)[number];

/**
 * The level of each rule of a field: 行级规则 and 部门/表单规则 by their scope, a look-up that of its table, and what stands below a
 * look-up is what counts where that finds nothing. Within a level the first that gives a value counts.
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
