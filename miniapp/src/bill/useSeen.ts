import type { BillSummary } from '@dingdee/shared/bill';
import { computed, type Ref, shallowRef, watch } from 'vue';
import { isOther } from './is-other.js';
import { ownHand } from './own-hand.js';

/**
 * The bill in front of a person as it was looked at. When somebody changes what it says, `change` holds both until the person
 * has looked; what is sent meanwhile carries the version that was seen, and is refused.
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
    /** The person has looked at what it is now. */
    look: () => {
      seen.value = latest.value;
    },
    /** The next change is this person's own. */
    mine: () => {
      own = true;
    },
  };
}
