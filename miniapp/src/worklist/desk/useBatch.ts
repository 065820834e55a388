import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { STAGE_OF } from '@dingdee/shared/bill-state';
import type { PaidByRead } from '@dingdee/shared/outside';
import type { KeptBills } from '@dingdee/shared/page';
import { shallowReadonly, shallowRef } from 'vue';
import { causeApi } from '../../api/cause-api.js';
import { outsideApi } from '../../api/outside-api.js';
import { viewApi } from '../../api/view-api.js';
import type { AskKind } from '../../bill/ask-words.js';
import { isRequest } from '../../bill/second-person.js';
import { sumOfBills } from '../../bill/sum-of-bills.js';
import type { BillActions } from '../../bill/useBillActions.js';
import { useUndo } from '../../ui/useUndo.js';
import { approveTogether, eachByItself } from '../batch.js';
import type { BillSelection } from '../useSelection.js';
import type { Together } from './useAsking.js';
import type { DeskList } from './useDeskList.js';
import { sumOf } from './useTicks.js';
import { batchWords } from './words.js';

/** The action that undoes the last one. */
type Way = 'release' | 'restore';
const BACK: Partial<Readonly<Record<AskKind, Way>>> = {
  hold: 'release',
  exclude: 'restore',
  'handle-outside': 'restore',
};
const WAY_WORDS: Readonly<Record<Way, string>> = { release: batchWords.undone, restore: batchWords.reopened };

/** Actions on the ticked bills. Skipped bills are shown with their reasons, never only counted. */
export function useBatch(actions: BillActions, selection: BillSelection, list: DeskList) {
  const undo = useUndo();
  const left = shallowRef<BatchResult['skipped']>([]);
  /** The bills that were just approved, for a person who then pushes exactly these. */
  const kept = shallowRef<KeptBills | null>(null);

  /** @param refs bills of the sheet @returns false if nothing was sent or nothing done */
  async function approveSelected(refs: BillRefs): Promise<boolean> {
    left.value = [];
    kept.value = null;
    const result = await approveTogether(actions, selection, refs);
    list.refresh();
    if (!result) return false;
    left.value = result.skipped;
    kept.value = result.kept ?? null;
    undo.show(batchWords.approved(sumOf(result.done)));
    return true;
  }

  /** Applies one reason to one or several bills; the handled bills can be undone together for ten seconds. */
  async function reasoned(
    kind: AskKind,
    bills: readonly BillSummary[],
    reason: string,
    paidBy?: PaidByRead,
  ): Promise<boolean> {
    left.value = [];
    const result = await eachByItself(actions, bills, (bill) => {
      if (kind === 'hold') list.takeOut(bill.id);
      return kind === 'handle-outside' ? actions[kind](bill, reason, paidBy) : actions[kind](bill, reason);
    });
    // For a single bill the dialog itself says why.
    if (bills.length > 1) {
      left.value = result.left;
      actions.dismiss();
    }
    const { done } = result;
    selection.pick(done, false);
    // A list that was requested earlier may have put them back: the person must not meet one of them as the next bill.
    for (const bill of done)
      if (bills.some(({ id, state }) => id === bill.id && STAGE_OF[state] !== STAGE_OF[bill.state]))
        list.takeOut(bill.id);
    list.refresh();
    if (done.length === 0) return false;
    const asked = done.every((bill) => isRequest(bill, kind));
    const way = asked ? undefined : BACK[kind];
    const back = way && (() => void takeBack(done, way));
    undo.show((asked ? batchWords.asked : batchWords.done[kind])(sumOf(sumOfBills(done))), back);
    return true;
  }

  /**
   * Applies one reason to the whole selection, ticked or frozen, in one request. Parked bills can be undone for ten seconds.
   * @param picked the selected bills on screen
   */
  async function parkSelected(
    what: Together,
    refs: BillRefs,
    picked: readonly BillSummary[],
    reason: string,
    paidBy?: PaidByRead,
  ): Promise<boolean> {
    left.value = [];
    const result = await actions.many(() =>
      what === 'handle-outside'
        ? outsideApi.many({ refs, reason, ...(paidBy && { paidBy }) })
        : viewApi.parkMany({ refs, what, reason }),
    );
    if (!result) return false;
    const skipped = new Set(result.skipped.map(({ id }) => id));
    await selection.settle([...skipped]);
    // If some bills only wait for a second person, the answer does not say which: the list shows who remains.
    if (!result.asked?.count) for (const { id } of picked) if (!skipped.has(id)) list.takeOut(id);
    list.refresh();
    left.value = result.skipped;
    const { done, asked, kept: put } = result;
    if (done.count === 0) return false;
    const all = asked !== undefined && asked.count === done.count;
    const told = (all ? batchWords.asked : batchWords.done[what])(sumOf(done));
    const partly = asked && !all ? batchWords.partlyAsked(sumOf(asked)) : '';
    const way = BACK[what];
    undo.show(`${told}${partly}`, put && way && (() => void takeAllBack(put, way)));
    return true;
  }
  async function takeAllBack({ id, ...shown }: KeptBills, way: Way): Promise<void> {
    const result = await actions.many(() =>
      viewApi.parkMany({
        refs: { selectionId: id, shown },
        what: way,
        reason: WAY_WORDS[way],
      }),
    );
    // Anybody may hold an own bill, but another person must release it.
    left.value = result?.skipped ?? [];
    list.refresh();
  }

  /** Tries the bills again that wait for Kingdee's locks. */
  async function tryNow(refs: BillRefs): Promise<void> {
    left.value = [];
    const result = await actions.many(() => causeApi.tryNow(refs));
    selection.clear();
    list.refresh();
    if (!result) return;
    left.value = result.skipped;
    if (result.done.count > 0) undo.show(batchWords.triedNow(sumOf(result.done)));
  }

  async function takeBack(bills: readonly BillSummary[], way: Way): Promise<void> {
    for (const bill of bills) await actions[way](bill, WAY_WORDS[way]);
    list.refresh();
  }

  return {
    left: shallowReadonly(left),
    kept: shallowReadonly(kept),
    forget: () => {
      left.value = [];
      kept.value = null;
    },
    /** Shows the bills that another action skipped. */
    tell: (skipped: BatchResult['skipped']) => {
      left.value = skipped;
    },
    tryNow,
    approveSelected,
    reasoned,
    parkSelected,
  };
}
export type Batch = ReturnType<typeof useBatch>;
