import type { BaseDataItem } from '@dingdee/shared/base-data';
import { useMutation, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingApi } from '../api/mapping-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { count } from '../ui/formats.js';
import { useUndo } from '../ui/useUndo.js';
import { baseDataWords } from './base-data-words.js';

/** 换成哪个: shows what it would do for the chosen number, then does just that. */
export function useReplaceEntry(item: BaseDataItem, to: Ref<string | null>) {
  const billChanged = useBillChanged();
  const said = useUndo();
  const entry = { number: item.number, org: item.orgNumber };
  const effect = useQuery({
    queryKey: ['replace-entry', item.kind, item.number, item.orgNumber, to],
    queryFn: () => mappingApi.lookAtReplace(item.kind, { ...entry, to: to.value ?? '' }),
    enabled: computed(() => to.value !== null),
    staleTime: 0,
  });
  const replace = useMutation({
    mutationFn: () => {
      const seen = effect.data.value;
      if (!seen) throw new Error('nobody has seen what it does');
      const { tables, touched: shown } = seen;
      return mappingApi.replaceEntry(item.kind, { ...entry, to: seen.to.number, tables, shown });
    },
    onSuccess: () => {
      const { rows = [], touched } = effect.data.value ?? {};
      said.show(baseDataWords.replace.done(count(rows.length), count(touched?.count ?? 0)));
      billChanged('base-data', 'mapping');
    },
    onError: () => effect.refetch(),
  });
  const problem = computed(() => {
    const error = replace.error.value ?? effect.error.value;
    return error instanceof ApiProblem ? error : null;
  });
  return { effect, replace, problem };
}
