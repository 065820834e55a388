import { rulesMark } from '@dingdee/shared/rules-mark';
import type { Rule, SchemeContent } from '@dingdee/shared/scheme';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { simulationApi } from '../../api/simulation-api.js';
import { fullDate } from '../../ui/formats.js';
import { useSimulation } from '../simulate/useSimulation.js';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
/** 365 days, today included. */
const lastYear = (now = Date.now()) => ({ from: fullDate(now - (YEAR_DAYS - 1) * DAY_MS), to: fullDate(now) });

/** How often the rules of one field gave a value in a past period. */
export interface YearOfRules {
  from: string;
  to: string;
  endedAt: number;
  /** Number of days, both ends included. */
  days: number;
  /** Whether these are 12 months. */
  whole: boolean;
  bills: number;
  /** By index of the rule. */
  hits: readonly number[];
  byHand: number;
}

/** Reads how often each rule gave a value in the newest finished run of 推演, and starts one over the last 12 months with the rules as they are now. */
export function useRuleUses(schemeId: Ref<string>, content: Ref<SchemeContent | null>, may: Ref<boolean>) {
  const { run, start, starting, refused } = useSimulation(schemeId);
  // A run that comes to its end has other numbers.
  const ended = computed(() => (run.value?.state === 'running' ? null : (run.value?.endedAt ?? null)));
  const uses = useQuery({
    queryKey: computed(() => ['rule-uses', schemeId.value, ended.value]),
    queryFn: () => simulationApi.ruleUses(schemeId.value),
    enabled: computed(() => may.value && ended.value !== null),
  });
  /** Returns the numbers of a field; null if they are not those of exactly these rules. */
  function yearOf(path: string, rules: readonly Rule[]): YearOfRules | null {
    const counted = uses.data.value?.counted;
    const field = counted?.fields.find((each) => each.path === path);
    if (!counted || !field || field.mark !== rulesMark(rules)) return null;
    const { from, to, endedAt, bills } = counted;
    const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
    return { from, to, endedAt, days, whole: days >= YEAR_DAYS, bills, hits: field.hits, byHand: field.byHand };
  }
  function count(): void {
    if (content.value === null) return;
    start({ tables: 'cited', ...lastYear(), content: content.value });
  }
  return {
    yearOf,
    count,
    counting: computed(() => starting.value || run.value?.state === 'running'),
    progress: computed(() => (run.value?.state === 'running' ? run.value : null)),
    refused,
  };
}
export type RuleUsesOf = ReturnType<typeof useRuleUses>;
