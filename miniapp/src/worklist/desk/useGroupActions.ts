import type { BillSummary, ReasonGroup } from '@dingdee/shared/bill';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import type { Ref } from 'vue';
import type { FieldToEdit } from '../../detail/desk/pair-fields.js';
import { useSession } from '../../session/useSession.js';
import type { BillSelection } from '../useSelection.js';
import { offerOf, treatmentOf } from './grid/group-action.js';
import type { Place } from './grid/segments.js';
import type { DeskList } from './useDeskList.js';
import type { useGroupNews } from './useGroupNews.js';
import { useSchemeLacks } from './useSchemeLacks.js';
import type { useTicks } from './useTicks.js';

/** Parts of the desk that act on a whole cause. */
export interface GroupDesk {
  /** A push is being confirmed or watched. */
  sheetOpen: Readonly<Ref<boolean>>;
  grid: Readonly<Ref<{ reveal(place: Place): Promise<void> } | null>>;
  choose(bill: BillSummary): void;
  /** Edits the field that lacks this value, as soon as the detail shows the bill. */
  editField(field: Omit<FieldToEdit, 'until'>): void;
  /** Opens the sheet before several bills are approved, for the selection. */
  approve(): void;
  push(refs: BillRefs | null): void;
  /** Tries the frozen bills again that wait for Kingdee's locks. */
  tryNow(refs: BillRefs | null): void;
  /** Opens the decision about the selected in-doubt bills. */
  resend(): void;
}

/** The button in the head of a group: approve, push, fix, or look one by one. */
export function useGroupActions(
  list: DeskList,
  selection: BillSelection,
  ticks: ReturnType<typeof useTicks>,
  news: ReturnType<typeof useGroupNews>,
  desk: GroupDesk,
) {
  const session = useSession();
  const mayAct = (group: ReasonGroup): boolean => {
    // Bills of the open sheet are decided there.
    if (desk.sheetOpen.value) return false;
    const how = treatmentOf(group, session.allows('push'));
    if (how === 'lacks') return session.allows('manage');
    if (how === 'try-now') return session.allows('push');
    // Bills on their way go on by themselves.
    if (how === 'walk' && list.segments.value[0]?.filter.stage === 'pushing') return false;
    return how === 'walk' || how === 'resend' || (offerOf(group, how)?.fits.count ?? 0) > 0;
  };
  const openLacks = useSchemeLacks();
  async function actOnGroup(group: ReasonGroup): Promise<void> {
    const how = treatmentOf(group, session.allows('push'));
    const segment = list.segments.value.find((s) => s.group?.key === group.key && s.group.mark === group.mark);
    if (how === 'approve' || how === 'push' || how === 'try-now' || how === 'resend') {
      if (!segment) return;
      const moved = news.justMoved(segment, group);
      if (moved) return selection.refuse(moved);
      const frozen = await ticks.freezeGroup(segment, group);
      // The present content is shown before the person is asked again.
      if (!frozen) {
        list.retry();
        return list.refresh();
      }
      if (how === 'push') desk.push(selection.refs.value);
      else if (how === 'try-now') desk.tryNow(selection.refs.value);
      else if (how === 'resend') desk.resend();
      else desk.approve();
      return;
    }
    await segment?.pages.ensure(0);
    const bill = segment?.pages.items[0];
    if (!segment || !bill) return;
    if (how === 'lacks') return void openLacks(bill.id).catch(() => desk.choose(bill));
    desk.choose(bill);
    await desk.grid.value?.reveal({ key: segment.key, index: 0 });
    if (how === 'fix') desk.editField({ billId: bill.id, table: group.table, value: group.value });
  }

  return { mayAct, actOnGroup };
}
