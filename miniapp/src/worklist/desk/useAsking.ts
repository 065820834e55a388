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
  /** All that is selected, however many: then `bills` are those on screen. */
  refs?: BillRefs;
  /** Of what is selected: how many fit, and why not the rest. */
  offer?: BulkOffer | null;
}
/** Done to several in one request. */
export type Together = Parking | 'handle-outside';

const TOGETHER: readonly AskKind[] = ['hold', 'release', 'exclude', 'unapprove', 'restore', 'handle-outside'];
const isTogether = (kind: AskKind): kind is Together => TOGETHER.includes(kind);

/**
 * What needs a reason: it is asked for in a dialog, done, and the person goes on at the next bill where this one left the list.
 * The dialog stays, with what was typed, until the server has done it; what was refused for all stands in it.
 */
export function useAsking(batch: Batch, actions: BillActions, current: ReturnType<typeof useCurrent>) {
  const asking = ref<Asking | null>(null);
  const problem = ref<string>();
  /** Typed and not done: it is there when the same is asked again. */
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
  /** The same for a selection. @param subject how many, and how much */
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
    // Closed by hand before the answer, or asked anew: the page says what became of it.
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
