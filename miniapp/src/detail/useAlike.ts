import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { approvalApi } from '../api/approval-api.js';
import { count } from '../ui/formats.js';
import { alikeWords as words } from './alike-words.js';

/** Reads other bills with the same value from the same row of a mapping table. @param path of the value; null if no table gave it */
export function useAlike(billId: () => string, path: () => string | null) {
  const id = computed(billId);
  const at = computed(path);
  const { data } = useQuery({
    queryKey: ['bill', id, 'alike', at],
    queryFn: () => approvalApi.alike(id.value, at.value ?? ''),
    enabled: computed(() => at.value !== null),
    staleTime: 60_000,
  });
  const alike = computed(() => (at.value === null ? null : (data.value ?? null)));
  /** Label of the link to these bills; "" if there are none. */
  const others = computed(() =>
    alike.value && alike.value.items.length > 0
      ? words.others(count(alike.value.items.length), alike.value.lookedThrough !== null)
      : '',
  );
  return { alike, others };
}
