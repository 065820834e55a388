import type { Proposal } from '@dingdee/shared/assistant';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { PARKERS } from '@dingdee/shared/routes/who';
import { useQuery } from '@tanstack/vue-query';
import { computed, reactive, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { assistantApi } from '../api/assistant-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { ownHand } from '../bill/own-hand.js';
import { useSession } from '../session/useSession.js';
import { whyNotAccepted } from './proposal-says.js';

/** Reads the proposals of assistants for the bill on screen; accepts and declines them. @param accepted called once a proposal has changed the bill */
export function useProposals(bill: () => BillDetail, accepted: () => void) {
  const id = computed(() => bill().id);
  const session = useSession();
  const mayDecide = computed(() => PARKERS.some((role) => session.can(role)));
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
    const on = id.value;
    ownHand.begin(on);
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return false;
    } finally {
      ownHand.end(on, null);
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
    /** True if the person may accept or decline proposals at all. */
    mayDecide,
    /** Returns true while a person can still decide about it. */
    isOpen: ({ state }: Proposal): boolean => state === 'open' || state === 'outdated',
    whyNot: (one: Proposal) => whyNotAccepted(bill(), one, mayDecide.value),
    /** Accepts the proposal for the version on screen. After a refusal `problem` says why. */
    accept: async (one: Proposal): Promise<void> => {
      const { version } = bill();
      if (await decide(one, () => assistantApi.accept(one.id, version))) accepted();
    },
    decline: (one: Proposal) => decide(one, () => assistantApi.decline(one.id)),
  });
}
