import { computed } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { fullDate, hourMinute } from '../ui/formats.js';
import { gapOf } from './today-words.js';
import { useDays } from './useDays.js';
import { useFreshness } from './useFreshness.js';

/** Today's finished approvals, the part of them in the ledger, and how fresh these numbers are. */
export function useToday() {
  const days = useDays();
  const freshness = useFreshness();
  const { knownUntil, now } = freshness;
  const today = computed(() => days.data.value && { ...days.data.value.today, collected: knownUntil.value !== null });
  return {
    ...freshness,
    isPending: days.isPending,
    refetch: days.refetch,
    problem: computed(() => (days.error.value instanceof ApiProblem ? days.error.value : null)),
    today,
    gap: computed(() => (today.value ? gapOf(today.value) : null)),
    /** "10:24", up to which approvals are known; null if that was not today. */
    until: computed(() =>
      knownUntil.value !== null && fullDate(knownUntil.value) === fullDate(now.value)
        ? hourMinute(knownUntil.value)
        : null,
    ),
  };
}
