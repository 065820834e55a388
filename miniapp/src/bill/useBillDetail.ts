import type { BillDetail } from '@dingdee/shared/bill-detail';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { billApi } from '../api/bill-api.js';

/** One bill in full, kept fresh by live events; while the next one is read the former stays (isPlaceholderData). */
export function useBillDetail(id: Ref<string | null>) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['bill', id],
    queryFn: () => billApi.get(id.value ?? ''),
    enabled: computed(() => id.value !== null),
    placeholderData: keepPreviousData,
  });
  /** Reads a bill before it is opened: the next one in the list. */
  function prefetch(next: string): void {
    void queries.prefetchQuery({ queryKey: ['bill', next], queryFn: () => billApi.get(next), staleTime: 10_000 });
  }
  const bill = computed<BillDetail | null>(() => (id.value === null ? null : (query.data.value ?? null)));
  return { ...query, bill, prefetch };
}
