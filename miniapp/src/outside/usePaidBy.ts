import type { BillRefs } from '@dingdee/shared/bill-batch';
import type { OutsideFinding, PaidByRead } from '@dingdee/shared/outside';
import { computed, ref, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { outsideApi } from '../api/outside-api.js';

/** The number of the bill in Kingdee that paid these, as Kingdee tells of it. It is said of what was looked up, never of what is typed since. */
export function usePaidBy(about: () => BillRefs, api: Pick<typeof outsideApi, 'look'> = outsideApi) {
  const number = ref('');
  const looking = ref(false);
  const found = shallowRef<OutsideFinding | null>(null);
  const refused = shallowRef<{ number: string; detail: string }>();

  const typed = computed(() => number.value.trim());
  const current = computed(() => (found.value?.number === typed.value ? found.value : null));
  /** Of the number that was looked up: another one that is typed since has none. */
  const problem = computed(() => (refused.value?.number === typed.value ? refused.value.detail : undefined));
  /** undefined: none is given. null: one is given that nobody has looked up. */
  const paidBy = computed<PaidByRead | null | undefined>(() => {
    if (typed.value === '') return undefined;
    // What Kingdee does not have has paid nothing: without a number, and with how it was paid, it may be said.
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
