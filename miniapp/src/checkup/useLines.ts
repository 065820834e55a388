import type { SchemeState } from '@dingdee/shared/scheme';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { intakeApi } from '../api/intake-api.js';

const ORDER: readonly SchemeState[] = ['on', 'off', 'draft'];

/** Reads the schemes for the page 连接, enabled ones first. */
export function useLines() {
  const { data } = useQuery({ queryKey: ['schemes'], queryFn: intakeApi.schemes, staleTime: 60_000 });
  return {
    schemes: computed(
      () =>
        data.value && [...data.value.items].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state)),
    ),
    used: computed(() => data.value?.items.filter(({ state }) => state === 'on').length ?? 0),
  };
}
