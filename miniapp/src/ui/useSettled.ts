import { type Ref, shallowRef, watch } from 'vue';
import { useAfterPause } from './useAfterPause.js';

/** Returns the value of `source` as it was when it had not changed for `pauseMs`, in ms: a page reads by it, not by each typed letter. May be set at once. */
export function useSettled<T>(source: () => T, pauseMs: number): Ref<T> {
  const settled = shallowRef(source());
  const { soon } = useAfterPause(() => {
    settled.value = source();
  }, pauseMs);
  watch(source, soon);
  return settled;
}
