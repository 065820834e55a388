import { nextTick, onScopeDispose, type Ref, watch } from 'vue';
import { focusHome } from '../../ui/keep-focus.js';
import { type Place, placeOf } from './grid/segments.js';
import type { useCurrent } from './useCurrent.js';
import { type DeskList, isReleased } from './useDeskList.js';

/** Parts of the grid that this file needs. */
interface Grid {
  focusCurrent(): boolean;
  reveal(place: Place): Promise<unknown>;
}

/** Tracks bills that leave the list because of this person's action: only then the next bill takes their place on screen, and the focus follows. */
export function useLeavers(
  list: DeskList,
  current: ReturnType<typeof useCurrent>,
  grid: Ref<Grid | null>,
  wantsFirst: Ref<boolean>,
  released: Ref<string | undefined>,
) {
  const ownLeavers = new Set<string>();
  watch(current.currentId, (_, before) => {
    const left = before !== null && ownLeavers.has(before);
    ownLeavers.clear();
    // A person who worked in the detail goes on at the row that took the place, not at the same button of another bill.
    if (left && document.activeElement?.closest('[data-focus]')) void nextTick().then(toRow);
  });
  // The next fix of this person replaces 刚放行: a current bill that was shown only there leaves with it.
  watch(released, () => {
    const { currentId, lastPlace } = current;
    if (currentId.value && lastPlace.value && isReleased(lastPlace.value)) ownLeavers.add(currentId.value);
  });
  /** True while the list is moving to the next row, which then gets the focus. */
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

  /** Moves to the next bill if the current one left by this person's own action. */
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
