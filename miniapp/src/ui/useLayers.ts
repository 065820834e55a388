import { onScopeDispose, type Ref, watch } from 'vue';

/** Open layers, the topmost last; Esc closes exactly one. */
const layers: (() => void)[] = [];

/** Keeps this layer on the stack while `open` is true; Esc calls `close`. */
export function useLayer(open: Ref<boolean>, close: () => void): void {
  const leave = () => {
    const at = layers.indexOf(close);
    if (at >= 0) layers.splice(at, 1);
  };
  watch(
    open,
    (now) => {
      leave();
      if (now) layers.push(close);
    },
    { immediate: true },
  );
  onScopeDispose(leave);
}

/** Closes the topmost layer; returns false if there is none. */
export function closeTopLayer(): boolean {
  const close = layers[layers.length - 1];
  close?.();
  return close !== undefined;
}
