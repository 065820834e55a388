import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { mappingApi } from '../api/mapping-api.js';

/** Reads which table a value came from, and how often and when its row was used; null while unknown. */
export function useRowUse(lookup: Ref<{ code: string | null; key: string } | null>) {
  const code = computed(() => lookup.value?.code ?? null);
  const key = computed(() => lookup.value?.key ?? '');
  const { data } = useQuery({
    queryKey: ['mapping', 'row-use', code, key],
    queryFn: () => mappingApi.rows(code.value ?? '', { q: key.value.slice(0, 60), limit: 20 }),
    enabled: computed(() => code.value !== null && lookup.value !== null),
  });
  const row = computed(
    () => data.value?.items.find((one) => one.key === key.value || one.keyLabel === key.value) ?? null,
  );
  return { code, row };
}
