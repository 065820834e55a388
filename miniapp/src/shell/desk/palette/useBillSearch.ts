import type { BillSummary } from '@dingdee/shared/bill';
import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { ApiProblem } from '../../../api/api-problem.js';
import { type BillApi, billApi } from '../../../api/bill-api.js';

const TYPING_MS = 200;
const SHOWN = 6;

/** Searches bills of all stages by the typed text, after a pause in typing. @param text null: no search */
export function useBillSearch(text: Ref<string | null>, api: Pick<BillApi, 'list'> = billApi) {
  const bills = shallowRef<readonly BillSummary[]>([]);
  const busy = ref(false);
  const failed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  async function ask(q: string): Promise<void> {
    const own = new AbortController();
    asking = own;
    try {
      const { items } = await api.list({ q, limit: SHOWN }, own.signal);
      if (!own.signal.aborted) bills.value = items;
    } catch (error) {
      if (own.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      failed.value = true;
    }
    if (!own.signal.aborted) busy.value = false;
  }
  function stop(): void {
    clearTimeout(timer);
    asking?.abort();
  }
  watch(
    text,
    (now) => {
      stop();
      bills.value = [];
      failed.value = false;
      busy.value = now !== null;
      if (now !== null) timer = setTimeout(() => void ask(now), TYPING_MS);
    },
    { immediate: true },
  );
  onScopeDispose(stop);
  return { bills, busy, failed };
}
