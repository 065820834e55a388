import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { completenessApi } from '../api/completeness-api.js';
import { useChosenScheme } from './useChosenScheme.js';

/** Number of calendar days that are compared with the ledger. */
export const DAYS = 7;

/** Reads the comparison of each of the last days with the ledger, and the state of today. */
export function useDays() {
  const chosen = useChosenScheme();
  const of = computed(() => chosen.value.processCode);
  return useQuery({
    queryKey: computed(() => ['runs', 'days', DAYS, of.value]),
    queryFn: () => completenessApi.days(DAYS, { processCode: of.value }),
    refetchInterval: 60_000,
  });
}
