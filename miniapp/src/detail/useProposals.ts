import type { Proposal } from '@dingdee/shared/assistant';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref, reactive, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { assistantApi } from '../api/assistant-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { ownHand } from '../bill/own-hand.js';

/** Reads the proposals of assistants for the bill; accepts and declines them. */
export function useProposals(id: Ref<string>) {
  const billChanged = useBillChanged();
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
      billChanged('mapping');
    }
  }
  return reactive({
    /** Open, late and accepted proposals. */
    items: computed(() => (data.value?.items ?? []).filter(({ state }) => state !== 'declined')),
    /** Reason why the proposals could not be read; null if they were read. */
    unread: computed(() => (error.value instanceof ApiProblem ? error.value : null)),
    again: () => void refetch(),
    busy,
    problem,
    /** @returns false after a refusal: then `problem` says why */
    accept: (one: Proposal, version: number) => decide(one, () => assistantApi.accept(one.id, version)),
    decline: (one: Proposal) => decide(one, () => assistantApi.decline(one.id)),
  });
}
