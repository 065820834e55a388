import type { PayeeRecord, RemapResult } from '@dingdee/shared/mapping';
import { readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { mappingApi } from '../api/mapping-api.js';
import { useBillChanged } from '../api/useBillChanged.js';
import { ownHand } from '../bill/own-hand.js';

/** The bill in the version that the person looked at. */
export interface SeenBill {
  id: string;
  version: number;
}

/** 取金蝶档案里的账号: reads the accounts of the payee's own record and takes one of them. */
export function usePayeeRecord() {
  const billChanged = useBillChanged();
  const record = shallowRef<PayeeRecord | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const busy = ref(false);

  async function tried<T>(ask: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = null;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    } finally {
      busy.value = false;
    }
  }

  async function look({ id, version }: SeenBill): Promise<void> {
    record.value = await tried(() => mappingApi.lookAtRecord({ billId: id, version }));
  }

  /** @returns null after a refusal: then `problem` says why */
  async function use({ id, version }: SeenBill, account: string): Promise<RemapResult | null> {
    ownHand.begin(id);
    try {
      return await tried(() => mappingApi.useRecord({ billId: id, version, account }));
    } finally {
      ownHand.end(id, null);
      billChanged('mapping');
    }
  }

  function forget(): void {
    record.value = null;
    problem.value = null;
  }

  return {
    record: shallowReadonly(record),
    problem: shallowReadonly(problem),
    busy: readonly(busy),
    look,
    use,
    forget,
  };
}
