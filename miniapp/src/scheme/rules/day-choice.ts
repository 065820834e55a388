import type { ClosedWay, Rule } from '@dingdee/shared/scheme';
import { CLOSED_WAYS } from '@dingdee/shared/scheme';
import type { DayChoice } from '@dingdee/shared/trial';

type DateRule = Extract<Rule, { kind: 'date' }>;
export const CLOSED_CHOICES: readonly ClosedWay[] = CLOSED_WAYS;

/** The engine's name for the day of the mapping, which is not on the approval. */
export const PUSH_DAY = 'instance:pushDay';

export const isChosen = ({ from, pick }: Pick<DayChoice, 'from' | 'pick'>, rule: DateRule): boolean =>
  rule.from === from && (rule.pick ?? null) === pick;

/** Sets the chosen day; leaves out an unused `pick`, because the rule means the same without it. */
export function withChoice({ pick: _, ...rule }: DateRule, { from, pick }: Pick<DayChoice, 'from' | 'pick'>): DateRule {
  return { ...rule, from, ...(pick === null ? {} : { pick }) };
}

export function withClosed({ closed: _, ...rule }: DateRule, way: ClosedWay | undefined): DateRule {
  return way === undefined ? rule : { ...rule, closed: way };
}
