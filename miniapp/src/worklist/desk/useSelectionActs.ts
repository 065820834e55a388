import type { BatchResult, BillRefs, SeenBills } from '@dingdee/shared/bill-batch';
import { shallowRef } from 'vue';
import { useUndo } from '../../ui/useUndo.js';
import type { useOffers } from '../useOffers.js';
import type { BillSelection } from '../useSelection.js';
import type { Together, useAsking } from './useAsking.js';
import type { Batch } from './useBatch.js';
import type { DeskList } from './useDeskList.js';
import { sumOf } from './useTicks.js';
import { deskWords } from './words.js';

/** Parts of the desk that open the actions on a selection: the sheets of 通过 and 推送, and the dialog that asks for a reason. */
interface SelectionDesk extends Pick<ReturnType<typeof useAsking>, 'ask' | 'askSelected'> {
  approve(): void;
  push(refs: BillRefs | null): void;
}

/** The buttons below the list: each acts on the whole selection in the ticked versions. */
export function useSelectionActs(
  list: DeskList,
  selection: BillSelection,
  offers: ReturnType<typeof useOffers>,
  batch: Batch,
  desk: SelectionDesk,
) {
  const undo = useUndo();
  /** Bills whose field is being set together, in the ticked versions. */
  const bulk = shallowRef<SeenBills['items'] | null>(null);
  function editTogether(): void {
    const refs = selection.refs.value;
    if (refs && 'items' in refs && (offers.of('fix')?.fits.count ?? 0) > 0) bulk.value = refs.items;
  }
  async function edited({ done, skipped }: BatchResult): Promise<void> {
    bulk.value = null;
    await selection.settle(skipped.map(({ id }) => id));
    list.refresh();
    batch.tell(skipped);
    undo.show(deskWords.edited(sumOf(done)));
  }
  function actOnSelection(action: 'approve' | 'push' | 'fix' | Together): void {
    if (action === 'approve') desk.approve();
    else if (action === 'fix') editTogether();
    else if (action === 'push') desk.push(selection.refs.value);
    else {
      const { refs, picked, count: n, amount, unknown } = selection;
      const sum = sumOf({ count: n.value, amount: amount.value, unknown: unknown.value });
      const [only, ...more] = [...picked.values()];
      if (only && more.length === 0) desk.ask(action, [only]);
      else if (refs.value) desk.askSelected(action, refs.value, [...picked.values()], sum, offers.of(action));
    }
  }
  function leaveEdit(): void {
    bulk.value = null;
  }
  return { bulk, editTogether, edited, leaveEdit, actOnSelection };
}
