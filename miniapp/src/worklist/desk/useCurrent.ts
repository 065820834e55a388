import type { BillSummary } from '@dingdee/shared/bill';
import { computed, ref, watch } from 'vue';
import { billAt, type Place, placeOf, stepFrom } from './grid/segments.js';
import type { DeskList } from './useDeskList.js';

/** Holds the current row: it loads the detail and never selects anything. */
export function useCurrent(list: DeskList) {
  const currentId = ref<string | null>(null);
  /** Last place of the current bill, so that the next one is found when it leaves the list. */
  const lastPlace = ref<Place | null>(null);

  const place = computed(() => (currentId.value ? placeOf(list.segments.value, currentId.value) : null));
  watch(place, (now) => {
    if (now) lastPlace.value = now;
  });
  const position = computed(() => {
    const at = place.value;
    const segment = at && list.segments.value.find((s) => s.key === at.key);
    return at && segment ? { index: at.index + 1, of: segment.count } : null;
  });

  /** Loads the needed rows and returns the bill at a place. */
  async function fetchAt(at: Place): Promise<BillSummary | null> {
    const segment = list.segments.value.find((s) => s.key === at.key);
    if (!segment) return null;
    await segment.pages.ensure(at.index);
    return billAt(list.segments.value, at);
  }

  /** Returns the next place for a bill that has left the list: the row that took its place, or the one before. */
  function fromGap(by: 1 | -1): Place | null {
    const gap = currentId.value ? lastPlace.value : null;
    if (!gap) return stepFrom(list.segments.value, null, by);
    if (by === 1 && billAt(list.segments.value, gap)) return gap;
    return stepFrom(list.segments.value, gap, by) ?? stepFrom(list.segments.value, null, by);
  }

  async function step(by: 1 | -1): Promise<{ bill: BillSummary; place: Place } | null> {
    const next = place.value ? stepFrom(list.segments.value, place.value, by) : fromGap(by);
    const bill = next && (await fetchAt(next));
    if (!bill || !next) return null;
    currentId.value = bill.id;
    return { bill, place: next };
  }

  let asked = 0;
  async function first(): Promise<BillSummary | null> {
    asked += 1;
    const mine = asked;
    const before = currentId.value;
    const at = stepFrom(list.segments.value, null, 1);
    const bill = at && (await fetchAt(at));
    // Another list or another row was opened meanwhile: a late answer must not replace the current row.
    if (mine !== asked || currentId.value !== before) return null;
    currentId.value = bill?.id ?? null;
    // The list was read again meanwhile: the next row that arrives becomes the current one.
    if (!bill) empty.value = { left: null };
    return bill;
  }

  const around = (left: Place | null): (Place | null)[] => {
    const segments = list.segments.value;
    return [
      ...(left ? [left, stepFrom(segments, left, 1), stepFrom(segments, left, -1)] : []),
      stepFrom(segments, null, 1),
    ];
  };
  function bring(left: Place | null): { bill: BillSummary; place: Place } | null {
    for (const at of around(left)) {
      const bill = at && billAt(list.segments.value, at);
      if (bill && at) {
        currentId.value = bill.id;
        return { bill, place: at };
      }
    }
    return null;
  }

  /** Returns the row that took the place of the current bill after it left, otherwise the last row before it. */
  function afterLeaving(left: Place | null): { bill: BillSummary; place: Place } | null {
    const next = bring(left);
    if (next) return next;
    currentId.value = null;
    empty.value = { left };
    void comesUp(left);
    return null;
  }

  /** Set while there is no current row because no row near this place is loaded yet, for example in a group that nobody has opened. */
  const empty = ref<{ left: Place | null } | null>(null);
  watch(currentId, (id) => {
    if (id !== null) empty.value = null;
  });
  // The requested row may be gone before it arrives: the groups are read again and hold other rows.
  const isThere = () =>
    empty.value !== null &&
    around(empty.value.left).some((at) => at !== null && billAt(list.segments.value, at) !== null);
  watch([list.segments, isThere], () => {
    if (empty.value === null || currentId.value !== null) return;
    const { left } = empty.value;
    if (bring(left) === null) void comesUp(left);
  });

  async function comesUp(left: Place | null): Promise<void> {
    for (const at of around(left)) {
      const segment = at && list.segments.value.find((s) => s.key === at.key);
      if (!at || !segment || at.index >= segment.count) continue;
      const bill = await fetchAt(at);
      if (currentId.value !== null) return;
      if (bill) {
        currentId.value = bill.id;
        return;
      }
    }
  }

  return { currentId, place, lastPlace, position, step, first, afterLeaving };
}
