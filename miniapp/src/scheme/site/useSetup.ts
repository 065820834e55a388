import type { BegunSetup, PutSiteSetup, SetupStep } from '@dingdee/shared/site-setup';
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { setupApi } from '../../api/setup-api.js';

const KEY = ['schemes', 'setup'];

/** What the site has answered, and at which step each draft was left; both kept by the server, for every administrator alike. */
export function useSetup() {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: setupApi.show });
  const put = useMutation({
    mutationFn: (body: PutSiteSetup) => setupApi.putSite(body),
    onSuccess: (now) => queries.setQueryData(KEY, now),
    onError: () => query.refetch(),
  });
  const problemOf = (error: unknown) => (error instanceof ApiProblem ? error : null);
  /** A bookmark: where it cannot be kept, the person still goes on. */
  async function leaveAt(id: string, step: SetupStep): Promise<void> {
    try {
      queries.setQueryData(KEY, await setupApi.leaveAt(id, step));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  }
  /** What is chosen before there is a draft; as little as a bookmark does it hold anybody up. @returns whether it stands on the server. */
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
