import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { mappingApi } from '../api/mapping-api.js';

/** Kingdee's organisations, from the cached base data; none until they are there. */
export function useOrganisations() {
  const { data } = useQuery({
    queryKey: ['base-data', 'organisation', 'names'],
    queryFn: () => mappingApi.baseData('organisation', { limit: 200 }),
    staleTime: 300_000,
  });
  return computed(() => data.value?.items ?? []);
}

/** Organisation number → name; the number itself until it is there. */
export function useOrgNames(): (number: string) => string {
  const organisations = useOrganisations();
  return (number) => organisations.value.find((item) => item.number === number)?.name ?? number;
}
