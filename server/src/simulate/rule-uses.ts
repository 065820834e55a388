import { rulesMark } from '@dingdee/shared/rules-mark';
import type { SchemeContent } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';

const PARTS = ['header', 'rows'] as const;

/**
 * How often each rule of a version gave a value in a period, as it is stored with a run. `mark` is that of the field's rules in the version that
 * was run; `hits[n]` belongs to the rule at index n; `byHand` are values that a person locked on a bill.
 */
export const storedRuleUses = z.object({
  /** Bills that were counted. */
  bills: z.int(),
  fields: z.array(z.object({ path: z.string(), mark: z.string(), hits: z.array(z.int()), byHand: z.int() })),
});
export type StoredRuleUses = z.infer<typeof storedRuleUses>;

/** Counts how often each rule gave a value; memory grows with the rules, not with the bills. */
export class RuleUses {
  private bills = 0;
  /** Path without row → number of uses by number of the rule, from 1; at 0 the manual values. */
  private readonly counts = new Map<string, number[]>();

  /** @param used path → number of the rule that gave its value; null if the bill is not counted. */
  add(used: ReadonlyMap<string, number> | null): void {
    if (used === null) return;
    this.bills += 1;
    for (const [path, rule] of used) {
      const field = fieldOf(path);
      const counts = this.counts.get(field) ?? [];
      counts[rule] = (counts[rule] ?? 0) + 1;
      this.counts.set(field, counts);
    }
  }

  /** @param content the version that was run */
  told(content: SchemeContent): StoredRuleUses {
    const fields = PARTS.flatMap((part) =>
      Object.entries(content[part]).map(([name, { rules }]) => {
        const path = `${part}.${name}`;
        const counts = this.counts.get(path) ?? [];
        return {
          path,
          mark: rulesMark(rules),
          hits: rules.map((_, index) => counts[index + 1] ?? 0),
          byHand: counts[0] ?? 0,
        };
      }),
    );
    return { bills: this.bills, fields };
  }
}

/** "rows[3].costItem" → "rows.costItem". */
function fieldOf(path: string): string {
  const bracket = path.indexOf('[');
  return bracket < 0 ? path : `${path.slice(0, bracket)}${path.slice(path.indexOf(']', bracket) + 1)}`;
}
