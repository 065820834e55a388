import type { Issues } from '../../domain/draft/issues.js';
import type { MappedField } from '../field/map-field.js';
import type { FieldPlan } from '../rule/field-plan.js';

/**
 * Adds an issue if twin fields differ: one party is paid, and one organisation settles what it pays, so two values of what the scheme says is one are
 * nobody's decision.
 */
export function checkTwins(plan: FieldPlan, header: ReadonlyMap<string, MappedField>, issues: Issues): void {
  const labelOf = (name: string): string => plan.header.find((field) => field.name === name)?.rules.label ?? name;
  for (const [second, first] of plan.twins) {
    const [value, otherValue] = [header.get(second)?.value ?? null, header.get(first)?.value ?? null];
    if (value === null || otherValue === null || value === otherValue) continue;
    const params = { label: labelOf(second), value, other: labelOf(first), otherValue };
    issues.coded('red', 'twins-differ', `header.${second}`, params);
  }
}
