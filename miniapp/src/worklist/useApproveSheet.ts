import type { ApprovePreview, BillRefs } from '@dingdee/shared/bill-batch';
import { computed, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';

export interface ApproveSheetState {
  /** Exactly the bills of the question, which 通过 then sends. */
  refs: BillRefs;
  /** Null while it is being read. */
  preview: ApprovePreview | null;
  problem: ApiProblem | null;
}

/** Holds the sheet before 通过 of several bills. @param leftOut called with the bills that are left out, so that changed bills are shown */
export function useApproveSheet(
  leftOut: (ids: readonly string[]) => void,
  api: Pick<BillApi, 'previewApproval'> = billApi,
) {
  const sheet = shallowRef<ApproveSheetState | null>(null);

  async function open(refs: BillRefs): Promise<void> {
    const opened: ApproveSheetState = { refs, preview: null, problem: null };
    sheet.value = opened;
    const put = (found: Partial<ApproveSheetState>) => {
      // The sheet was closed meanwhile, or opened for other bills.
      if (sheet.value?.refs === refs) sheet.value = { ...opened, ...found };
    };
    try {
      const preview = await api.previewApproval(refs);
      put({ preview });
      leftOut(preview.leftOut.flatMap(({ first }) => first.map(({ id }) => id)));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      put({ problem: error });
    }
  }

  return {
    sheet: shallowReadonly(sheet),
    ready: computed(() => (sheet.value?.preview?.eligible.count ?? 0) > 0),
    open,
    close: () => {
      sheet.value = null;
    },
  };
}
export type ApproveSheetUse = ReturnType<typeof useApproveSheet>;
