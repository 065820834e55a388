import type { BulkAction, BulkOffer } from '@dingdee/shared/bill-action';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { computed, shallowRef, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';
import { onLive } from '../live/useLive.js';
import { useAfterPause } from '../ui/useAfterPause.js';
import type { BillSelection } from './useSelection.js';

/** Ticks within this time, in ms, share one request. */
const SOON_MS = 120;

/** Reads the actions that the selection allows. The server counts them by the same rule by which it would refuse. */
export function useOffers(
  selection: Pick<BillSelection, 'refs' | 'frozen' | 'lookAgain' | 'recheck'>,
  api: Pick<BillApi, 'actions'> = billApi,
) {
  const asked = shallowRef<{ refs: BillRefs; actions: readonly BulkOffer[] } | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);

  async function ask(refs: BillRefs | null): Promise<void> {
    if (refs === null || !('items' in refs)) return;
    try {
      const { actions, changed } = await api.actions(refs);
      if (selection.refs.value !== refs) return;
      asked.value = { refs, actions };
      // If every ticked bill has changed, no action is possible, and the changes are shown at once; otherwise the sheet shows them.
      if (changed.length === refs.items.length) void selection.recheck(changed);
      problem.value = null;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (selection.refs.value === refs) problem.value = error;
    }
  }
  const { soon } = useAfterPause(() => void ask(selection.refs.value), SOON_MS);
  watch(selection.refs, soon, { immediate: true });
  onLive((kinds) => {
    if (!kinds.has('bill') && !kinds.has('bills')) return;
    if (selection.frozen.value) void selection.lookAgain();
    else soon();
  });

  /** The last answer: the numbers stay until the next one arrives. */
  const actions = computed(() => selection.frozen.value?.actions ?? asked.value?.actions ?? []);
  return {
    of: (action: BulkAction): BulkOffer | null => actions.value.find((one) => one.action === action) ?? null,
    /** True while the answer does not belong to the present selection: no action may be pressed. */
    asking: computed(() => selection.frozen.value === null && asked.value?.refs !== selection.refs.value),
    problem: computed(() => problem.value),
  };
}
export type Offers = ReturnType<typeof useOffers>;
