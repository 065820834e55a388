import { useQuery } from '@tanstack/vue-query';
import { mappingApi } from '../api/mapping-api.js';

/** Organisation number → name, from the cached base data; the number itself until it is there. */
export function useOrgNames(): (number: string) => string {
  const { data } = useQuery({
    queryKey: ['base-data', 'organisation', 'names'],
    queryFn: () => mappingApi.baseData('organisation', { limit: 200 }),
    staleTime: 300_000,
  });
  return (number) => data.value?.items.find((item) => item.number === number)?.name ?? number;
}
