import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';
import type { Suggestion } from '@dingdee/shared/mapping';
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { mappingApi } from '../api/mapping-api.js';
import { useSettled } from '../ui/useSettled.js';

const TYPING_MS = 200;
const SHOWN = 50;

/** Searches base data by name, number, pinyin or initials; unusable entries are in the answer, marked. */
export function useBaseDataSearch(kind: Ref<BaseDataKind | null>, text: Ref<string>, org: Ref<string | undefined>) {
  const settled = useSettled(() => text.value.trim(), TYPING_MS);
  const query = useQuery({
    queryKey: ['base-data', kind, settled, org],
    queryFn: () =>
      mappingApi.baseData(kind.value ?? 'costItem', {
        q: settled.value || undefined,
        org: org.value || undefined,
        limit: SHOWN,
      }),
    enabled: computed(() => kind.value !== null),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const items = computed<readonly BaseDataItem[]>(() => query.data.value?.items ?? []);
  const total = computed(() => query.data.value?.total ?? null);
  /** True if the items belong to the present text of the field, not to the text of a moment ago. */
  const current = computed(() => settled.value === text.value.trim() && !query.isPlaceholderData.value);
  return { items, total, settled, current, isFetching: query.isFetching, error: query.error };
}

/** Reads suggestions for one source value of a mapping table, with their evidence; they are never applied silently. */
export function useSuggestions(table: Ref<string | null>, key: Ref<string | null>) {
  const query = useQuery({
    queryKey: ['mapping', 'unmapped', table],
    queryFn: () => mappingApi.unmapped(table.value ?? ''),
    enabled: computed(() => table.value !== null),
    staleTime: 30_000,
  });
  return computed<readonly Suggestion[]>(
    () => query.data.value?.items.find((row) => row.key === key.value)?.suggestions ?? [],
  );
}
