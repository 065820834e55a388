import type { StartExport } from '@dingdee/shared/data-export';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, reactive } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { datasetApi } from '../api/dataset-api.js';

const LOOK_MS = 1000;
const KEY = ['exports'];
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);
const goesOn = (state: string): boolean => state === 'waiting' || state === 'running';

/** Reads the exports that this person sees, if they may have any; every second while one is running. */
export function useExports(enabled: Ref<boolean>) {
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: KEY,
    queryFn: datasetApi.exports,
    enabled,
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ state }) => goesOn(state)) ? LOOK_MS : false),
  });
  const again = () => queries.invalidateQueries({ queryKey: KEY });
  const start = useMutation({ mutationFn: (body: StartExport) => datasetApi.start(body), onSuccess: again });
  const stop = useMutation({ mutationFn: (id: string) => datasetApi.stop(id), onSuccess: again });
  return reactive({
    items: computed(() => list.data.value?.items ?? []),
    pending: list.isPending,
    problem: computed(() => problemOf(start.error.value) ?? problemOf(stop.error.value) ?? problemOf(list.error.value)),
    start: start.mutate,
    starting: start.isPending,
    stop: stop.mutate,
    goesOn,
  });
}
