import { type BaseDataKind, isFixed, kindWord } from '@dingdee/shared/base-data';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { mappingApi } from '../api/mapping-api.js';

/**
 * Returns the name of a kind of base data. A kind that only this company has, such as a category of 辅助资料, is named as in Kingdee.
 * @param asked the kind that will be named: names are read only if it needs one
 */
export function useKindWord(asked: () => BaseDataKind | null): (kind: BaseDataKind) => string {
  const { data } = useQuery({
    queryKey: ['base-data', 'overview'],
    queryFn: mappingApi.baseDataOverview,
    enabled: computed(() => {
      const kind = asked();
      return kind !== null && !isFixed(kind);
    }),
    staleTime: 300_000,
  });
  return (kind) =>
    kindWord(
      kind,
      [...(data.value?.kinds ?? []), ...(data.value?.others ?? [])].find((one) => one.kind === kind)?.name,
    );
}
