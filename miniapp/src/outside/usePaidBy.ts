import type { BillRefs } from '@dingdee/shared/bill-batch';
import type { OutsideFinding, PaidByRead } from '@dingdee/shared/outside';
import { computed, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { outsideApi } from '../api/outside-api.js';

/**
 * Looks up the number of the Kingdee bill that paid these bills. The result belongs to the number that was looked up, never to text that was typed
 * later.
 */
export function usePaidBy(about: () => BillRefs, api: Pick<typeof outsideApi, 'look'> = outsideApi) {
  const number = ref('');
  const looking = ref(false);
  const found = shallowRef<OutsideFinding | null>(null);
  const refused = shallowRef<{ number: string; detail: string }>();

  const typed = computed(() => number.value.trim());
  const current = computed(() => (found.value?.number === typed.value ? found.value : null));
  /** Problem of the number that was looked up; a number that was typed later has none. */
  const problem = computed(() => (refused.value?.number === typed.value ? refused.value.detail : undefined));
  /** undefined: no number is given. null: a number is given that has not been looked up. */
  const paidBy = computed<PaidByRead | null | undefined>(() => {
    if (typed.value === '') return undefined;
    // A bill that Kingdee does not have cannot have paid: the person may still report the payment without a number, with the way of payment.
    if (current.value === null || current.value.seen === 'absent') return null;
    const { number, seen, digest } = current.value;
    return { number, seen, digest };
  });

  async function look(): Promise<void> {
    const asked = typed.value;
    if (asked === '' || looking.value) return;
    looking.value = true;
    refused.value = undefined;
    try {
      found.value = await api.look({ refs: about(), number: asked });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      found.value = null;
      refused.value = { number: asked, detail: error.detail };
    } finally {
      looking.value = false;
    }
  }
  return { number, looking, found, current, problem, typed, paidBy, look };
}
