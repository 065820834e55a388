import { nextTick, onScopeDispose, type Ref, watch } from 'vue';
import { focusHome } from '../../ui/keep-focus.js';
import { type Place, placeOf } from './grid/segments.js';
import type { useCurrent } from './useCurrent.js';
import type { DeskList } from './useDeskList.js';

/** What the desk asks of its grid. */
interface Grid {
  focusCurrent(): boolean;
  reveal(place: Place): Promise<unknown>;
}

/** Bills that leave the list by what this person just did to them: only then the next one takes the place on screen, and the focus follows. */
export function useLeavers(
  list: DeskList,
  current: ReturnType<typeof useCurrent>,
  grid: Ref<Grid | null>,
  wantsFirst: Ref<boolean>,
) {
  const ownLeavers = new Set<string>();
  watch(current.currentId, (_, before) => {
    const left = before !== null && ownLeavers.has(before);
    ownLeavers.clear();
    // Whoever worked in the detail goes on at the row that took the place, not at the same button of another bill.
    if (left && document.activeElement?.closest('[data-focus]')) void nextTick().then(toRow);
  });
  /** The list is on its way to what comes next: the focus follows. */
  let owesRow = false;
  watch([current.place, grid], () => {
    if (owesRow && document.activeElement === document.body) void nextTick().then(toRow);
  });
  function toRow(): boolean {
    owesRow = false;
    if (list.total.value === 0 && !list.loading.value) return false;
    if (!current.place.value || !grid.value) {
      owesRow = true;
      return true;
    }
    if (!grid.value.focusCurrent()) void grid.value.reveal(current.place.value).then(() => grid.value?.focusCurrent());
    return true;
  }
  onScopeDispose(focusHome(toRow));

  /** The next one takes the place of one that is gone by the person's own hand. */
  function followLeavers(): void {
    const id = current.currentId.value;
    if (id && ownLeavers.has(id) && !wantsFirst.value && !placeOf(list.segments.value, id))
      current.afterLeaving(current.lastPlace.value);
  }
  function leavesByOwnHand(id: string): void {
    ownLeavers.add(id);
    if (id === current.currentId.value && list.total.value > 0) followLeavers();
  }
  return { ownLeavers, leavesByOwnHand, followLeavers };
}
