import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { backfillApi } from '../api/backfill-api.js';

/** What is open beside 采集: the sheet that begins a back-fill, the quarantine of one, or the first day of a scheme. */
export const openSheet = ref<'start' | { id: string } | { schemeId: string; formName: string } | null>(null);

const BUSY_MS = 1_500;

/** The back-fills that somebody still has something to do with. */
export function useBackfills() {
  const list = useQuery({
    queryKey: ['runs', 'backfills'],
    queryFn: backfillApi.list,
    refetchInterval: (query) => (query.state.data?.items.some(({ state }) => state === 'running') ? BUSY_MS : false),
  });
  const open = computed(
    () =>
      list.data.value?.items.filter(
        ({ state, all, moving }) => state !== 'done' || all.count > 0 || moving.count > 0,
      ) ?? [],
  );
  return { open };
}

/** One back-fill, followed while anything of it moves. */
export function useBackfill(id: () => string) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: computed(() => ['runs', 'backfill', id()]),
    queryFn: () => backfillApi.show(id()),
    refetchInterval: ({ state: { data } }) =>
      data && (data.state === 'running' || data.looking || data.moving.count > 0) ? BUSY_MS : false,
  });
  const act = useMutation({
    mutationFn: (what: 'stop' | 'resume' | 'look') => backfillApi[what](id()),
    onSettled: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  });
  const problem = computed(() => (act.error.value instanceof ApiProblem ? act.error.value : null));
  const unread = computed(() => (query.error.value instanceof ApiProblem ? query.error.value : null));
  return { query, act, problem, unread };
}
