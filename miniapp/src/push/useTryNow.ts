import type { ReasonGroup } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import { readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillFilter, billApi } from '../api/bill-api.js';
import { causeApi } from '../api/cause-api.js';

/** The API calls; a spec can replace them. */
interface TryNowApi {
  select: typeof billApi.select;
  tryNow: typeof causeApi.tryNow;
}

/** 现在再试: tries all bills of one group that wait for Kingdee's locks. The server takes exactly the bills on the button, or refuses. */
export function useTryNow(api: TryNowApi = { select: billApi.select, tryNow: causeApi.tryNow }) {
  const busy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  const result = shallowRef<BatchResult | null>(null);

  /** @param filter filter of the list; the cause is that of the group */
  async function press(
    filter: BillFilter,
    group: Pick<ReasonGroup, 'key' | 'count' | 'amount' | 'mark'>,
  ): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    result.value = null;
    try {
      const { key, count, amount, mark } = group;
      const frozen = await api.select({ ...filter, reason: key, shown: { count, amount, mark } });
      result.value = await api.tryNow({
        selectionId: frozen.id,
        shown: { count: frozen.count, amount: frozen.amount },
      });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    } finally {
      busy.value = false;
    }
  }
  return {
    busy: readonly(busy),
    problem: shallowReadonly(problem),
    result: shallowReadonly(result),
    press,
  };
}
