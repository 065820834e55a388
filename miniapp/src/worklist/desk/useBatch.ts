import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { STAGE_OF } from '@dingdee/shared/bill-state';
import type { PaidByRead } from '@dingdee/shared/outside';
import type { KeptBills } from '@dingdee/shared/page';
import { shallowReadonly, shallowRef } from 'vue';
import { causeApi } from '../../api/cause-api.js';
import { outsideApi } from '../../api/outside-api.js';
import { viewApi } from '../../api/view-api.js';
import { type AskKind } from '../../bill/ask-words.js';
import { isRequest } from '../../bill/second-person.js';
import type { BillActions } from '../../bill/useBillActions.js';
import { useUndo } from '../../ui/useUndo.js';
import { approveTogether, eachByItself, sumOfBills } from '../batch.js';
import type { BillSelection } from '../useSelection.js';
import type { Together } from './useAsking.js';
import type { DeskList } from './useDeskList.js';
import { sumOf } from './useTicks.js';
import { batchWords } from './words.js';

/** How what was just done is taken back. */
type Way = 'release' | 'restore';
const BACK: Partial<Readonly<Record<AskKind, Way>>> = {
  hold: 'release',
  exclude: 'restore',
  'handle-outside': 'restore',
};
const WAY_WORDS: Readonly<Record<Way, string>> = { release: batchWords.undone, restore: batchWords.reopened };

/** Actions on what is ticked. What was left alone is told with its reason, never only counted. */
export function useBatch(actions: BillActions, selection: BillSelection, list: DeskList) {
  const undo = useUndo();
  const left = shallowRef<BatchResult['skipped']>([]);
  /** What was just approved, for whoever goes on and pushes exactly that. */
  const kept = shallowRef<KeptBills | null>(null);

  /** @param refs what the sheet was about. @returns false where nothing was asked, or nothing done. */
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

  /** One reason for one or several bills; the bills that did it can be taken back together for ten seconds. */
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
    // Of a single bill the dialog itself says why.
    if (bills.length > 1) {
      left.value = result.left;
      actions.dismiss();
    }
    const { done } = result;
    selection.pick(done, false);
    // A list that was asked for before may have put them back: who goes on must not meet one of them as the next bill.
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

  /** One reason for all that is selected, ticked or frozen: one request, however many. What was put aside can be taken back for ten seconds. @param picked those on screen. */
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
    // Where some only wait for a second person it is not told which: the list itself says who is left.
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
    // One's own may be held by anybody, and is let go by somebody else.
    left.value = result?.skipped ?? [];
    list.refresh();
  }

  /** Bills that Kingdee's locks keep are tried at once. */
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
    /** What another action left alone. */
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
