import type { BillSummary } from '@dingdee/shared/bill';
import { computed, type Ref, shallowRef, watch } from 'vue';
import { isOther } from './is-other.js';
import { ownHand } from './own-hand.js';

/**
 * Holds the bill in the version that the person looked at. When somebody changes the bill, `change` holds both versions until the person has looked.
 * An action sent meanwhile carries the seen version and is refused.
 */
export function useSeen<T extends BillSummary>(latest: Readonly<Ref<T | null>>) {
  const seen = shallowRef<T | null>(null);
  let own = false;

  watch(
    [latest, () => latest.value && ownHand.made(latest.value.id, latest.value.version)],
    ([now, made]) => {
      const known = seen.value;
      const same = !now || !known || now.id !== known.id || !isOther(known, now);
      if (!same && !own && !made) return;
      if (known?.id !== now?.id || known?.version !== now?.version) own = false;
      seen.value = now;
    },
    { immediate: true, flush: 'sync' },
  );

  const change = computed(() => {
    const [was, now] = [seen.value, latest.value];
    return was && now && was.id === now.id && isOther(was, now) ? { seen: was, now } : null;
  });

  return {
    seen: computed(() => seen.value),
    change,
    /** The person has looked at the present version. */
    look: () => {
      seen.value = latest.value;
    },
    /** The next change is made by this person. */
    mine: () => {
      own = true;
    },
  };
}
