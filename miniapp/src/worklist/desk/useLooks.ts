import type { BillDetail } from '@dingdee/shared/bill-detail';
import { onScopeDispose, type Ref, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { viewApi } from '../../api/view-api.js';

/** Shortest time on screen that counts as a look, in ms. */
const LOOK_MS = 1_500;

/** Reports to the server which bills were on screen long enough to be read; the list later shows what has changed since. */
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
        // A look decides nothing: if it is not saved, the list only shows less.
        api.looked(seen.id, seen.version).catch((error: unknown) => {
          if (!(error instanceof ApiProblem)) throw error;
        });
      }, LOOK_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
}
