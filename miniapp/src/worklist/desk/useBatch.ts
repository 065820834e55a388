import type { BatchResult, BillRefs, BillSummary } from '@dingdee/shared/bill';
import { shallowReadonly, shallowRef } from 'vue';
import { type AskKind } from '../../bill/desk/words.js';
import { isRequest } from '../../bill/second-person.js';
import type { BillActions } from '../../bill/useBillActions.js';
import { useUndo } from '../../ui/useUndo.js';
import { approveTogether, eachByItself, sumOfBills } from '../batch.js';
import type { BillSelection } from '../useSelection.js';
import type { DeskList } from './useDeskList.js';
import { sumOf } from './useTicks.js';
import { batchWords } from './words.js';

/** Actions on what is ticked. What was left alone is told with its reason, never only counted. */
export function useBatch(actions: BillActions, selection: BillSelection, list: DeskList) {
  const undo = useUndo();
  const left = shallowRef<BatchResult['skipped']>([]);

  /** @param refs what the sheet was about. @returns false where nothing was asked, or nothing done. */
  async function approveSelected(refs: BillRefs): Promise<boolean> {
    left.value = [];
    const result = await approveTogether(actions, selection, refs);
    list.refresh();
    if (!result) return false;
    left.value = result.skipped;
    undo.show(batchWords.approved(sumOf(result.done)));
    return true;
  }

  /** One reason for one or several bills; the bills that did it can be taken back together for ten seconds. */
  async function reasoned(kind: AskKind, bills: readonly BillSummary[], reason: string): Promise<boolean> {
    left.value = [];
    const result = await eachByItself(actions, bills, (bill) => {
      if (kind === 'hold') list.takeOut(bill.id);
      return actions[kind](bill, reason);
    });
    // Of a single bill the dialog itself says why.
    if (bills.length > 1) {
      left.value = result.left;
      actions.dismiss();
    }
    const { done } = result;
    selection.pick(done, false);
    list.refresh();
    if (done.length === 0) return false;
    const back = kind === 'hold' ? () => void takeBack(done) : undefined;
    const asked = done.every((bill) => isRequest(bill, kind));
    undo.show((asked ? batchWords.asked : batchWords.done[kind])(sumOf(sumOfBills(done))), back);
    return true;
  }

  async function takeBack(bills: readonly BillSummary[]): Promise<void> {
    for (const bill of bills) await actions.release(bill, batchWords.undone);
    list.refresh();
  }

  return {
    left: shallowReadonly(left),
    forget: () => {
      left.value = [];
    },
    approveSelected,
    reasoned,
  };
}
export type Batch = ReturnType<typeof useBatch>;
