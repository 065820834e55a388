import type { BillSummary } from '@dingdee/shared/bill';
import { computed, type Ref, ref, shallowRef, watch } from 'vue';
import { placeOf } from '../../bill/phone/review-walk.js';

/**
 * Holds the bill on screen. It changes only by the person's own step: a bill that leaves the list because a colleague handled it stays on the card as
 * `left`, so that a tap never reaches another bill than the seen one.
 * @param startId the first bill, from the address; if it is not in the list, the first of the list
 */
export function useWalk(bills: Readonly<Ref<readonly BillSummary[]>>, startId: string | null) {
  const current = shallowRef<BillSummary | null>(null);
  const lastAt = ref(0);

  const at = computed(() => {
    const found = bills.value.findIndex(({ id }) => id === current.value?.id);
    return found >= 0 ? found : Math.min(lastAt.value, Math.max(0, bills.value.length - 1));
  });
  const left = computed(() => current.value !== null && !bills.value.some(({ id }) => id === current.value?.id));
  const next = computed<BillSummary | null>(() => bills.value[left.value ? at.value : at.value + 1] ?? null);

  function goTo(index: number): void {
    current.value = bills.value[index] ?? null;
    lastAt.value = Math.max(0, index);
  }
  /** Moves to the bill that is now in the place of the handled bill. */
  function goOn(from: number = lastAt.value): void {
    goTo(Math.min(from, bills.value.length - 1));
  }

  watch(
    bills,
    (list) => {
      if (!current.value) {
        goTo(placeOf(list, startId, 0));
        return;
      }
      const index = list.findIndex(({ id }) => id === current.value?.id);
      if (index < 0) return;
      current.value = list[index] ?? null;
      lastAt.value = index;
    },
    { immediate: true },
  );
  return { current, at, left, next, goTo, goOn };
}
