import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { RemapResult } from '@dingdee/shared/mapping';
import { readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingApi } from '../api/mapping-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { ownHand } from '../bill/own-hand.js';

/** 撤回改动: removes the person's own value from the bill, and the bill is mapped again. */
export function useTakeBack() {
  const billChanged = useBillChanged();
  const busy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);

  /** @returns null after a refusal: then `problem` says why */
  async function takeBack({ id, version }: BillDetail, path: string): Promise<RemapResult | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = null;
    ownHand.begin(id);
    try {
      return await mappingApi.takeBack({ billId: id, version, path });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    } finally {
      ownHand.end(id, null);
      busy.value = false;
      billChanged('mapping');
    }
  }
  return { busy: readonly(busy), problem: shallowReadonly(problem), takeBack };
}
