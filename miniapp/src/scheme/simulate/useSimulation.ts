import type { Difference, Simulation, StartSimulation } from '@dingdee/shared/simulation';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { useItemPages } from '../../api/item-pages.js';
import { simulationApi } from '../../api/simulation-api.js';

const LOOK_MS = 1000;
const problemOf = (cause: unknown) => (cause instanceof ApiProblem ? cause : null);

/** Reads the latest run of a scheme, every second while it is going; starts and stops it. */
export function useSimulation(schemeId: Ref<string>) {
  const queries = useQueryClient();
  const key = computed(() => ['simulation', schemeId.value]);
  const latest = useQuery({
    queryKey: key,
    queryFn: () => simulationApi.latest(schemeId.value),
    refetchInterval: ({ state: { data } }) => (data?.latest?.state === 'running' ? LOOK_MS : false),
  });
  const put = (run: Simulation) => queries.setQueryData(key.value, { latest: run });
  const start = useMutation({
    mutationFn: (body: StartSimulation) => simulationApi.start(schemeId.value, body),
    onSuccess: put,
  });
  const stop = useMutation({ mutationFn: (id: string) => simulationApi.stop(id), onSuccess: put });
  return {
    run: computed(() => latest.data.value?.latest ?? null),
    isPending: latest.isPending,
    problem: computed(() => problemOf(latest.error.value)),
    refetch: () => void latest.refetch(),
    start: start.mutate,
    starting: start.isPending,
    refused: computed(() => problemOf(start.error.value) ?? problemOf(stop.error.value)),
    stop: stop.mutate,
    stopping: stop.isPending,
  };
}

/** Reads the bills of one kind of difference. */
export const useSimulatedBills = (id: Ref<string>, kind: Ref<Difference>) =>
  useItemPages(
    computed(() => ['simulated-bills', id.value, kind.value]),
    (cursor) => simulationApi.bills(id.value, kind.value, cursor),
  );
