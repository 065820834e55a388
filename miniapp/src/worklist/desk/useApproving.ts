import type { BillSummary } from '@dingdee/shared/bill';
import type { Ref } from 'vue';
import type { BillActions } from '../../bill/useBillActions.js';
import { useApproveSheet } from '../useApproveSheet.js';
import type { BillSelection } from '../useSelection.js';
import type { Place } from './grid/segments.js';
import type { Batch } from './useBatch.js';
import type { useCurrent } from './useCurrent.js';
import type { DeskList } from './useDeskList.js';
import type { useTicks } from './useTicks.js';

/** Parts of the desk that approving needs. */
interface ApprovingDesk {
  grid: Readonly<Ref<{ reveal(place: Place): Promise<unknown> } | null>>;
  /** Bills that leave the list because of this person's action. */
  ownLeavers: Set<string>;
}

/** 通过 of the current bill, and of the selection after its sheet was read. */
export function useApproving(
  list: DeskList,
  current: ReturnType<typeof useCurrent>,
  selection: BillSelection,
  ticks: ReturnType<typeof useTicks>,
  actions: BillActions,
  batch: Batch,
  { grid, ownLeavers }: ApprovingDesk,
) {
  const { sheet, open, close } = useApproveSheet((ids) => void selection.recheck(ids));

  /** Count, sum and exclusions are shown before several bills are approved. */
  function askToApprove(): void {
    const refs = selection.refs.value;
    if (refs && selection.changes.value.size === 0) void open(refs);
  }
  async function approveSelected(): Promise<void> {
    const refs = sheet.value?.refs;
    if (!refs) return;
    const id = current.currentId.value;
    const key = current.place.value?.key;
    const whole = selection.frozen.value && list.segments.value.find((s) => s.key === key);
    const inIt = id !== null && (selection.isPicked(id) || (whole && ticks.covers(whole)));
    if (inIt) ownLeavers.add(id);
    const done = await batch.approveSelected(refs);
    close();
    if (inIt && (!done || batch.left.value.some((bill) => bill.id === id))) ownLeavers.delete(id);
  }

  /** Approves the shown bill and moves on at once; if the server refuses, the row returns with the reason. */
  async function approve(bill: BillSummary, note: string | undefined): Promise<void> {
    if (actions.busy.value) return;
    const done = actions.approve(bill, note);
    const place = current.place.value;
    const next = await current.step(1);
    if (next) await grid.value?.reveal(next.place);
    if (await done) {
      list.takeOut(bill.id);
      selection.drop(bill.id);
      if (!next) current.afterLeaving(place);
    }
    list.refresh();
  }
  return { sheet, close, askToApprove, approveSelected, approve };
}
