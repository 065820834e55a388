import { type Ref, readonly, ref, watch } from 'vue';

/** True from the first time that `open` is true: a sheet is loaded on first use and stays mounted, so that it can close with its animation. */
export function useOpenedOnce(open: () => boolean): Readonly<Ref<boolean>> {
  const opened = ref(open());
  watch(open, (now) => {
    opened.value ||= now;
  });
  return readonly(opened);
}
