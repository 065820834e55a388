import type { PutView } from '@dingdee/shared/view';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, ref, shallowRef } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { viewApi } from '../../api/view-api.js';

/** Reads the saved views (常用视图) with their counts from the server, again whenever bills change. */
export function useSavedViews() {
  const queries = useQueryClient();
  const { data } = useQuery({ queryKey: ['stages', 'saved-views'], queryFn: viewApi.list });
  const busy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  /** @returns null after a refusal: then `problem` says why */
  async function act<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = null;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    } finally {
      busy.value = false;
      void queries.invalidateQueries({ queryKey: ['stages', 'saved-views'] });
    }
  }
  return {
    items: computed(() => data.value?.items ?? []),
    /** Amount from which a bill is large; null until it is known. */
    largeFrom: computed(() => data.value?.largeFrom ?? null),
    busy,
    problem,
    create: (view: PutView) => act(() => viewApi.create(view)),
    change: (id: string, view: PutView) => act(() => viewApi.change(id, view)),
    remove: (id: string) => act(() => viewApi.remove(id)),
  };
}
