import { onBeforeUnmount, type Ref, watch } from 'vue';

/** Two fingers on `pane` change the zoom. */
export function usePinch(pane: Ref<HTMLElement | null>, zoom: Readonly<Ref<number>>, to: (zoom: number) => void): void {
  let from: { distance: number; zoom: number } | null = null;
  const distance = ({ touches: [a, b] }: TouchEvent): number | null =>
    a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : null;

  function begin(event: TouchEvent): void {
    const now = distance(event);
    from = now === null ? null : { distance: now, zoom: zoom.value };
  }
  function move(event: TouchEvent): void {
    const now = distance(event);
    if (!from || now === null) return;
    event.preventDefault();
    to((from.zoom * now) / Math.max(1, from.distance));
  }
  function end(): void {
    from = null;
  }
  function leave(el: HTMLElement | null): void {
    el?.removeEventListener('touchstart', begin);
    el?.removeEventListener('touchmove', move);
    el?.removeEventListener('touchend', end);
  }
  watch(
    pane,
    (el, former) => {
      leave(former ?? null);
      el?.addEventListener('touchstart', begin, { passive: true });
      el?.addEventListener('touchmove', move, { passive: false });
      el?.addEventListener('touchend', end, { passive: true });
    },
    { immediate: true, flush: 'post' },
  );
  onBeforeUnmount(() => leave(pane.value));
}
