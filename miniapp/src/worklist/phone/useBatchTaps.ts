import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { ref, shallowRef } from 'vue';
import { doneWords } from '../../bill/deed-words.js';
import type { usePhoneActions } from '../../bill/phone/usePhoneActions.js';
import { sumOfBills } from '../../bill/sum-of-bills.js';
import { count } from '../../ui/formats.js';
import { phoneWords } from '../../ui/phone/words.js';
import { sumInWords } from '../../ui/sum-words.js';
import { useUndo } from '../../ui/useUndo.js';
import { approveTogether, eachByItself } from '../batch.js';
import type { BillSelection } from '../useSelection.js';

/** Applies one tap to all ticked bills. Approving is one request; hold and ask go bill by bill, because each is recorded separately. */
export function useBatchTaps(picks: BillSelection, actions: ReturnType<typeof usePhoneActions>) {
  const undo = useUndo();
  const skipped = shallowRef<BatchResult['skipped']>([]);
  const at = ref<number | null>(null);

  const tell = (word: (sum: string) => string, done: BatchResult['done'], back?: () => void) => {
    if (done.count > 0) undo.show(word(phoneWords.sum(count(done.count), sumInWords(done))), back);
  };

  /** @param refs bills of the sheet */
  async function approve(refs: BillRefs): Promise<void> {
    const result = await approveTogether(actions, picks, refs);
    if (!result) return;
    skipped.value = result.skipped;
    tell(doneWords.approve, result.done);
  }

  async function park(kind: 'hold' | 'ask', reason: string): Promise<void> {
    const { done, left } = await eachByItself(
      actions,
      [...picks.picked.values()],
      (bill) => actions[kind](bill, reason),
      (index) => {
        at.value = index;
      },
    );
    at.value = null;
    actions.dismiss();
    skipped.value = left;
    await picks.settle(left.map(({ id }) => id));
    const releaseAll = async () => {
      for (const bill of done) await actions.release(bill, doneWords.undoHold);
    };
    tell(
      kind === 'hold' ? doneWords.hold : doneWords.sentBack,
      sumOfBills(done),
      kind === 'hold' ? () => void releaseAll() : undefined,
    );
  }

  return { skipped, at, approve, park };
}
