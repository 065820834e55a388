import { type Ref, readonly, ref, watch } from 'vue';

/** True from the first time `open` is true: a sheet is loaded when it is first needed and stays to leave in its own time. */
export function useOpenedOnce(open: () => boolean): Readonly<Ref<boolean>> {
  const opened = ref(open());
  watch(open, (now) => {
    opened.value ||= now;
  });
  return readonly(opened);
}
