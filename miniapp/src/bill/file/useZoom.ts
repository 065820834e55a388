import { computed, readonly, ref } from 'vue';

const STEPS = [1, 1.25, 1.5, 2, 3, 4, 6] as const;
const LARGEST = STEPS[STEPS.length - 1] ?? 1;

/** Holds the zoom of a file: 1 fits the window and is the smallest. */
export function useZoom() {
  const zoom = ref(1);
  const larger = (): void => {
    zoom.value = STEPS.find((step) => step > zoom.value + 0.01) ?? LARGEST;
  };
  const smaller = (): void => {
    zoom.value = [...STEPS].reverse().find((step) => step < zoom.value - 0.01) ?? 1;
  };
  const fit = (): void => {
    zoom.value = 1;
  };
  /** Sets any zoom between the limits, for two fingers. */
  const to = (wanted: number): void => {
    zoom.value = Math.min(LARGEST, Math.max(1, wanted));
  };
  return {
    zoom: readonly(zoom),
    larger,
    smaller,
    fit,
    to,
    canGrow: computed(() => zoom.value < LARGEST),
    canShrink: computed(() => zoom.value > 1),
  };
}
