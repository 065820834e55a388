import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { mappingApi } from '../api/mapping-api.js';

/** Returns Kingdee's organisations from the cached base data; empty until they are read. */
export function useOrganisations() {
  const { data } = useQuery({
    queryKey: ['base-data', 'organisation', 'names'],
    queryFn: () => mappingApi.baseData('organisation', { limit: 200 }),
    staleTime: 300_000,
  });
  return computed(() => data.value?.items ?? []);
}

/** Returns the name for an organisation number; the number itself until the names are read. */
export function useOrgNames(): (number: string) => string {
  const organisations = useOrganisations();
  return (number) => organisations.value.find((item) => item.number === number)?.name ?? number;
}
