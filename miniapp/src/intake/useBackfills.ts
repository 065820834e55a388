import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { backfillApi } from '../api/backfill-api.js';

/** The open sheet of 采集: a new back-fill, the quarantine of a back-fill, or the first day of a scheme. */
export const openSheet = ref<'start' | { id: string } | { schemeId: string; formName: string } | null>(null);

const BUSY_MS = 1_500;

/** Reads the back-fills that still need an action. */
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

/** Reads one back-fill, repeatedly while it changes. */
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
