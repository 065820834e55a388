import type { BillDetail } from '@dingdee/shared/bill-detail';
import { onScopeDispose, type Ref, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { viewApi } from '../../api/view-api.js';

/** Nobody has looked at what only passed by. */
const LOOK_MS = 1_500;

/** Tells the server what stood in front of this person long enough to be read: the list says later what has changed since. */
export function useLooks(
  bill: Ref<Pick<BillDetail, 'id' | 'version'> | null>,
  shown: Ref<boolean>,
  api: Pick<typeof viewApi, 'looked'> = viewApi,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = '';
  watch(
    () => (shown.value && bill.value ? `${bill.value.id} ${bill.value.version}` : ''),
    (now) => {
      clearTimeout(timer);
      const seen = bill.value;
      if (now === '' || now === told || !seen) return;
      timer = setTimeout(() => {
        told = now;
        // It decides nothing: where it is not kept, the list only says less.
        api.looked(seen.id, seen.version).catch((error: unknown) => {
          if (!(error instanceof ApiProblem)) throw error;
        });
      }, LOOK_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
}
