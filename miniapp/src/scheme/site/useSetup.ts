import type { BegunSetup, PutSiteSetup, SetupStep } from '@dingdee/shared/site-setup';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { setupApi } from '../../api/setup-api.js';

const KEY = ['schemes', 'setup'];

/** Reads the site's answers and the step at which each draft was left; the server keeps both, the same for every administrator. */
export function useSetup() {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: setupApi.show });
  const put = useMutation({
    mutationFn: (body: PutSiteSetup) => setupApi.putSite(body),
    onSuccess: (now) => queries.setQueryData(KEY, now),
    onError: () => query.refetch(),
  });
  const problemOf = (error: unknown) => (error instanceof ApiProblem ? error : null);
  /** Saves the step as a bookmark; if it cannot be saved, the person can still continue. */
  async function leaveAt(id: string, step: SetupStep): Promise<void> {
    try {
      queries.setQueryData(KEY, await setupApi.leaveAt(id, step));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  }
  /** Saves the choices before there is a draft; a failure stops nobody. @returns whether the server has saved them */
  async function keepBegun(begun: BegunSetup | null): Promise<boolean> {
    try {
      queries.setQueryData(KEY, await setupApi.keepBegun(begun));
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      return false;
    }
  }
  return {
    state: query.data,
    keepBegun,
    site: computed(() => query.data.value?.site ?? null),
    known: query.isSuccess,
    problem: computed(() => problemOf(query.error.value)),
    put,
    refused: computed(() => problemOf(put.error.value)),
    leaveAt,
    stepOf: (id: string): SetupStep | null =>
      query.data.value?.drafts.find(({ schemeId }) => schemeId === id)?.step ?? null,
  };
}
