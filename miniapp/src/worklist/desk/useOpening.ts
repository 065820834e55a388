import { STAGE_OF } from '@dingdee/shared/bill-state';
import { computed, onMounted, type Ref, ref, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { useBillDetail } from '../../bill/useBillDetail.js';
import type { Place } from './grid/segments.js';
import type { useCurrent } from './useCurrent.js';
import type { DeskList } from './useDeskList.js';
import type { useDeskRoute } from './useDeskRoute.js';

/** Parts of the grid that this file needs. */
interface Grid {
  toTop(): void;
  reveal(place: Place): Promise<unknown>;
}

/**
 * Chooses the current bill when a list opens: the linked bill, otherwise the first. A link to a bill opens the list in which the bill is now.
 * @param drawer the detail over the list, on narrow windows
 */
export function useOpening(
  at: ReturnType<typeof useDeskRoute>,
  list: DeskList,
  current: ReturnType<typeof useCurrent>,
  grid: Readonly<Ref<Grid | null>>,
  drawer: Ref<boolean>,
) {
  const linked = useBillDetail(at.linkedBill);
  /** Problem of the linked bill if it does not exist. */
  const lost = computed(() => {
    const { value } = linked.error;
    return at.linkedBill.value !== null && value instanceof ApiProblem && value.status === 404 ? value : null;
  });
  watch(
    [linked.bill, at.linkedBill],
    ([bill, id]) => {
      if (bill && bill.id === id && !at.namesStage.value) void at.setStageOfLinked(id, STAGE_OF[bill.state]);
    },
    { immediate: true },
  );
  watch(lost, (gone) => {
    if (!gone) return;
    drawer.value = false;
    void current.first();
  });

  const scopeKey = computed(() =>
    JSON.stringify([at.stage.value, at.schemeId.value, at.narrowed.value, at.group.value, at.sort.value]),
  );
  /** True while the list is not loaded yet: its first row then becomes the current one. */
  const wantsFirst = ref(true);
  watch(scopeKey, () => {
    wantsFirst.value = true;
    drawer.value = at.linkedBill.value !== null && !lost.value;
    grid.value?.toTop();
  });
  watch(
    [wantsFirst, list.total, list.loading],
    async ([wanted, total, loading]) => {
      if (!wanted || loading) return;
      const link = lost.value ? null : at.linkedBill.value;
      if (total === 0) {
        current.currentId.value = link;
        return;
      }
      wantsFirst.value = false;
      if (link) current.currentId.value = link;
      else await current.first();
      if (current.place.value) await grid.value?.reveal(current.place.value);
    },
    { immediate: true },
  );
  onMounted(() => {
    if (at.linkedBill.value) drawer.value = true;
  });
  return { lost, wantsFirst };
}
