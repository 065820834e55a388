import type { BatchResult, BillRefs, BillSummary } from '@dingdee/shared/bill';
import { fromFen, toFen } from '@dingdee/shared/money';
import { shallowReadonly, shallowRef } from 'vue';
import { type AskKind } from '../../bill/desk/words.js';
import { isRequest } from '../../bill/second-person.js';
import type { BillActions } from '../../bill/useBillActions.js';
import { unknownOf } from '../../ui/sum-words.js';
import { useUndo } from '../../ui/useUndo.js';
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
    const result = await actions.approveMany(refs);
    list.refresh();
    if (!result) return false;
    left.value = result.skipped;
    await selection.settle(result.skipped.map(({ id }) => id));
    undo.show(batchWords.approved(sumOf(result.done)));
    return true;
  }

  /** One reason for one or several bills; the bills that did it can be taken back together for ten seconds. */
  async function reasoned(kind: AskKind, bills: readonly BillSummary[], reason: string): Promise<boolean> {
    const done: BillSummary[] = [];
    left.value = [];
    for (const bill of bills) {
      if (kind === 'hold') list.takeOut(bill.id);
      const now = await actions[kind](bill, reason);
      if (now) done.push({ ...now, amount: bill.amount });
      else if (actions.problem.value && bills.length > 1) {
        left.value = [
          ...left.value,
          {
            id: bill.id,
            payee: bill.payee,
            amount: bill.amount,
            code: actions.problem.value.code,
            reason: actions.problem.value.detail,
          },
        ];
        actions.dismiss();
      }
    }
    selection.pick(done, false);
    list.refresh();
    if (done.length === 0) return false;
    const amount = fromFen(done.reduce((fen, b) => (b.amount === null ? fen : fen + toFen(b.amount)), BigInt(0)));
    const sum = sumOf({ count: done.length, amount, unknown: unknownOf(done) });
    const back = kind === 'hold' ? () => void takeBack(done) : undefined;
    const asked = done.every((bill) => isRequest(bill, kind));
    undo.show((asked ? batchWords.asked : batchWords.done[kind])(sum), back);
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
