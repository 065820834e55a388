import type { BatchResult, BillRefs, BillSummary } from '@dingdee/shared/bill';
import { ref, shallowRef } from 'vue';
import { addUp, one } from '../../bill/phone/my-work.js';
import type { usePhoneActions } from '../../bill/phone/usePhoneActions.js';
import { count } from '../../ui/formats.js';
import { phoneWords } from '../../ui/phone/words.js';
import { sumInWords } from '../../ui/sum-words.js';
import { useUndo } from '../../ui/useUndo.js';
import type { BillSelection } from '../useSelection.js';

/** The same tap for all that is ticked. Approving is one request; hold and ask go bill by bill, as each is written down by itself. */
export function useBatchTaps(picks: BillSelection, actions: ReturnType<typeof usePhoneActions>) {
  const undo = useUndo();
  const skipped = shallowRef<BatchResult['skipped']>([]);
  const at = ref<number | null>(null);

  const tell = (word: (sum: string) => string, done: BatchResult['done'], back?: () => void) => {
    if (done.count > 0) undo.show(word(phoneWords.sum(count(done.count), sumInWords(done))), back);
  };

  /** @param refs what the sheet was about. */
  async function approve(refs: BillRefs): Promise<void> {
    const result = await actions.approveMany(refs);
    if (!result) return;
    skipped.value = result.skipped;
    await picks.settle(result.skipped.map(({ id }) => id));
    tell(phoneWords.done.approve, result.done);
  }

  async function park(kind: 'hold' | 'ask', reason: string): Promise<void> {
    const bills = [...picks.picked.values()];
    const done: BillSummary[] = [];
    const left: BatchResult['skipped'] = [];
    for (const [i, bill] of bills.entries()) {
      at.value = i;
      const answer = await actions[kind](bill, reason);
      if (answer) done.push(answer);
      else
        left.push({
          id: bill.id,
          payee: bill.payee,
          amount: bill.amount,
          code: actions.problem.value?.code ?? '',
          reason: actions.problem.value?.detail ?? '',
        });
    }
    at.value = null;
    actions.dismiss();
    skipped.value = left;
    await picks.settle(left.map(({ id }) => id));
    const sums = addUp(done.map(one));
    const releaseAll = async () => {
      for (const bill of done) await actions.release(bill, phoneWords.done.undoHold);
    };
    tell(phoneWords.done[kind], sums, kind === 'hold' ? () => void releaseAll() : undefined);
  }

  return { skipped, at, approve, park };
}
