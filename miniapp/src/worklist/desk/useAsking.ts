import type { BillSummary } from '@dingdee/shared/bill';
import type { BulkOffer } from '@dingdee/shared/bill-action';
import type { BillRefs, Parking } from '@dingdee/shared/bill-batch';
import type { Turns } from '@dingdee/shared/bill-detail';
import { formatAmount } from '@dingdee/shared/money';
import type { PaidByRead } from '@dingdee/shared/outside';
import { computed, ref } from 'vue';
import type { AskKind } from '../../bill/ask-words.js';
import type { BillActions } from '../../bill/useBillActions.js';
import type { Batch } from './useBatch.js';
import type { useCurrent } from './useCurrent.js';

interface Asking {
  kind: AskKind;
  bills: BillSummary[];
  subject: string;
  warning?: string;
  turns?: Turns;
  /** The whole selection, however large; `bills` are then those on screen. */
  refs?: BillRefs;
  /** Offer for the selection: how many bills fit, and why the others do not. */
  offer?: BulkOffer | null;
}
/** Actions on several bills in one request. */
export type Together = Parking | 'handle-outside';

const TOGETHER: readonly AskKind[] = ['hold', 'release', 'exclude', 'unapprove', 'restore', 'handle-outside'];
const isTogether = (kind: AskKind): kind is Together => TOGETHER.includes(kind);

/**
 * Holds actions that need a reason: a dialog asks for it, the action runs, and if the bill left the list, the person goes on with the next one. The
 * dialog stays with its typed text until the server has done it; a refusal of all bills is shown in the dialog.
 */
export function useAsking(batch: Batch, actions: BillActions, current: ReturnType<typeof useCurrent>) {
  const asking = ref<Asking | null>(null);
  const problem = ref<string>();
  /** Typed text that was not sent; it is shown again for the same action. */
  const unsent = ref<{ kind: AskKind; reason: string } | null>(null);
  const draft = computed(() => (unsent.value?.kind === asking.value?.kind ? unsent.value?.reason : undefined));
  function ask(kind: AskKind, bills: readonly BillSummary[], turns?: Turns): void {
    const [only] = bills;
    if (!only) return;
    problem.value = undefined;
    asking.value = {
      kind,
      bills: [...bills],
      ...(turns && { turns }),
      subject:
        bills.length === 1 ? `${only.payee} ¥${only.amount ? formatAmount(only.amount) : '—'}` : `${bills.length} 笔`,
    };
  }
  /** Asks the same for a selection. @param subject number and sum of the bills */
  function askSelected(
    kind: Together,
    refs: BillRefs,
    bills: readonly BillSummary[],
    subject: string,
    offer: BulkOffer | null,
  ): void {
    problem.value = undefined;
    asking.value = { kind, bills: [...bills], subject, refs, offer };
  }
  async function answer(reason: string, paidBy?: PaidByRead): Promise<void> {
    const wanted = asking.value;
    if (!wanted || actions.busy.value) return;
    problem.value = undefined;
    unsent.value = { kind: wanted.kind, reason };
    const place = current.place.value;
    const leavesList = wanted.kind !== 'ask' && wanted.bills.some((b) => b.id === current.currentId.value);
    const { kind, refs } = wanted;
    const done =
      refs && isTogether(kind)
        ? await batch.parkSelected(kind, refs, wanted.bills, reason, paidBy)
        : await batch.reasoned(kind, wanted.bills, reason, paidBy);
    const refused = actions.problem.value;
    // If the dialog was closed or reopened before the answer, the page shows the result.
    const here = asking.value === wanted;
    if (!done) {
      if (refused?.notReversed) {
        actions.dismiss();
        asking.value = { ...wanted, kind: 'reversedAnyway', warning: refused.detail };
      } else if (here && refused?.stale) asking.value = null;
      else if (here) problem.value = refused?.detail ?? batch.left.value[0]?.reason;
      return;
    }
    if (batch.left.value.length === 0) unsent.value = null;
    if (here) asking.value = null;
    if (leavesList) current.afterLeaving(place);
  }

  function leave(): void {
    asking.value = null;
  }

  return { asking, problem, draft, ask, askSelected, answer, leave };
}
