import type { BillSummary, ReasonGroup } from '@dingdee/shared/bill';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import { nextTick, type Ref } from 'vue';
import { useSession } from '../../session/useSession.js';
import type { BillSelection } from '../useSelection.js';
import { offerOf, treatmentOf } from './grid/group-action.js';
import type { Place } from './grid/segments.js';
import type { useCurrent } from './useCurrent.js';
import type { DeskList } from './useDeskList.js';
import type { useGroupNews } from './useGroupNews.js';
import { useSchemeLacks } from './useSchemeLacks.js';
import type { useTicks } from './useTicks.js';

/** What the desk does with a whole cause once it is decided. */
export interface GroupDesk {
  /** A push is being confirmed or watched. */
  sheetOpen: Readonly<Ref<boolean>>;
  grid: Readonly<Ref<{ reveal(place: Place): Promise<void> } | null>>;
  detail: Readonly<Ref<{ editValue(table: string | null, value: string | null): boolean } | null>>;
  choose(bill: BillSummary): void;
  /** Opens the sheet before several are approved: what is selected. */
  approve(): void;
  push(refs: BillRefs | null): void;
  /** Bills that Kingdee's locks keep are tried at once: what is frozen. */
  tryNow(refs: BillRefs | null): void;
  /** Opens the decision about what is selected and in doubt. */
  resend(): void;
}

/** The button in the head of a group: approve, push, mend, or look one by one. */
export function useGroupActions(
  list: DeskList,
  current: ReturnType<typeof useCurrent>,
  selection: BillSelection,
  ticks: ReturnType<typeof useTicks>,
  news: ReturnType<typeof useGroupNews>,
  desk: GroupDesk,
) {
  const session = useSession();
  const mayAct = (group: ReasonGroup): boolean => {
    // What is in the open sheet is decided there.
    if (desk.sheetOpen.value) return false;
    const how = treatmentOf(group, session.allows('push'));
    if (how === 'lacks') return session.allows('manage');
    if (how === 'try-now') return session.allows('push');
    // What is on its way goes on by itself.
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
      // What is there now is shown before it is asked for again.
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
    if (how === 'fix') editWhenShown(bill.id, group);
  }
  /** The detail may still be on its way: the field of the group is opened as soon as it stands. */
  function editWhenShown(id: string, { table, value }: ReasonGroup): void {
    const started = Date.now();
    const attempt = () => {
      if (current.currentId.value !== id || Date.now() - started > 4000) return;
      if (!desk.detail.value?.editValue(table, value)) setTimeout(attempt, 120);
    };
    void nextTick().then(attempt);
  }

  return { mayAct, actOnGroup };
}
