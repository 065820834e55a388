import type { Proposal } from '@dingdee/shared/assistant';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref, reactive, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { assistantApi } from '../api/assistant-api.js';
import { ownHand } from '../bill/own-hand.js';

/** What assistants proposed for the bill, and what a person makes of it. */
export function useProposals(id: Ref<string>) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['bill', id, 'proposals'],
    queryFn: () => assistantApi.ofBill(id.value),
    staleTime: 10_000,
  });
  const busy = ref<string | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);

  async function decide(one: Proposal, act: () => Promise<Proposal>): Promise<boolean> {
    if (busy.value !== null) return false;
    busy.value = one.id;
    problem.value = null;
    const bill = id.value;
    ownHand.begin(bill);
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return false;
    } finally {
      ownHand.end(bill, null);
      busy.value = null;
      for (const key of ['bill', 'stages', 'groups', 'mapping']) void queries.invalidateQueries({ queryKey: [key] });
    }
  }
  return reactive({
    /** Open ones, those that came too late, and those that were accepted. */
    items: computed(() => (data.value?.items ?? []).filter(({ state }) => state !== 'declined')),
    /** Why they could not be read; null where they were. */
    unread: computed(() => (error.value instanceof ApiProblem ? error.value : null)),
    again: () => void refetch(),
    busy,
    problem,
    /** @returns false where it was refused: then `problem` says why. */
    accept: (one: Proposal, version: number) => decide(one, () => assistantApi.accept(one.id, version)),
    decline: (one: Proposal) => decide(one, () => assistantApi.decline(one.id)),
  });
}
