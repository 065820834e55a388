import type { BillSummary, Turns } from '@dingdee/shared/bill';
import { formatAmount } from '@dingdee/shared/money';
import { ref } from 'vue';
import type { AskKind } from '../../bill/desk/words.js';
import type { BillActions } from '../../bill/useBillActions.js';
import type { Batch } from './useBatch.js';
import type { useCurrent } from './useCurrent.js';

/** What needs a reason: it is asked for in a dialog, done, and the person goes on at the next bill where this one left the list. */
export function useAsking(batch: Batch, actions: BillActions, current: ReturnType<typeof useCurrent>) {
  const asking = ref<{ kind: AskKind; bills: BillSummary[]; subject: string; warning?: string; turns?: Turns } | null>(
    null,
  );
  function ask(kind: AskKind, bills: readonly BillSummary[], turns?: Turns): void {
    const [only] = bills;
    if (!only) return;
    asking.value = {
      kind,
      bills: [...bills],
      ...(turns && { turns }),
      subject:
        bills.length === 1 ? `${only.payee} ¥${only.amount ? formatAmount(only.amount) : '—'}` : `${bills.length} 笔`,
    };
  }
  async function answer(reason: string): Promise<void> {
    const wanted = asking.value;
    asking.value = null;
    if (!wanted) return;
    const place = current.place.value;
    const leavesList = wanted.kind !== 'ask' && wanted.bills.some((b) => b.id === current.currentId.value);
    if (!(await batch.reasoned(wanted.kind, wanted.bills, reason))) {
      const problem = actions.problem.value;
      if (!problem?.notReversed) return;
      actions.dismiss();
      asking.value = { ...wanted, kind: 'reversedAnyway', warning: problem.detail };
      return;
    }
    if (leavesList) current.afterLeaving(place);
  }

  return { asking, ask, answer };
}
