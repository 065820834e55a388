import { onScopeDispose, type Ref, ref } from 'vue';

/** Returns the present time in Unix ms, updated every `stepMs`; ends with the surrounding scope. */
export function useNow(stepMs: number): Readonly<Ref<number>> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, stepMs);
  onScopeDispose(() => clearInterval(timer));
  return now;
}
