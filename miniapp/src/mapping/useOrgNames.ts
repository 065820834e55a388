import type { BaseDataItem } from '@dingdee/shared/base-data';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { mappingApi } from '../api/mapping-api.js';
import { baseDataWords } from './base-data-words.js';

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

/** Returns an organisation as a list of choices shows it: number, name if Kingdee tells it, and whether it was only seen elsewhere. */
export function orgChoice({ number, name, seen }: Pick<BaseDataItem, 'number' | 'name' | 'seen'>): string {
  const named = name === number ? number : `${number} ${name}`;
  return seen ? baseDataWords.seenOnly(named) : named;
}
