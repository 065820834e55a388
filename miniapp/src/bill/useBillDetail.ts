import type { BillDetail } from '@dingdee/shared/bill-detail';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { billApi } from '../api/bill-api.js';

/** Reads one bill in full and keeps it fresh by live events. While the next bill is read, the former one stays (isPlaceholderData). */
export function useBillDetail(id: Ref<string | null>) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['bill', id],
    queryFn: () => billApi.get(id.value ?? ''),
    enabled: computed(() => id.value !== null),
    placeholderData: keepPreviousData,
  });
  /** Reads the next bill of the list before it is opened. */
  function prefetch(next: string): void {
    void queries.prefetchQuery({ queryKey: ['bill', next], queryFn: () => billApi.get(next), staleTime: 10_000 });
  }
  const bill = computed<BillDetail | null>(() => (id.value === null ? null : (query.data.value ?? null)));
  return { ...query, bill, prefetch };
}
