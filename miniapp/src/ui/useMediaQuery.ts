import { onScopeDispose, type Ref, readonly, ref } from 'vue';

/** Returns whether a media query matches now. */
export function useMediaQuery(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query);
  const holds = ref(list.matches);
  const update = () => {
    holds.value = list.matches;
  };
  list.addEventListener('change', update);
  onScopeDispose(() => list.removeEventListener('change', update));
  return readonly(holds);
}
