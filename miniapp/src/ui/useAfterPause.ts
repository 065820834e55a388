import { onScopeDispose } from 'vue';

/**
 * Calls `act` once `soon` has not been called for `pauseMs`, in ms. The wait ends with the component or scope that calls this: a page that was left
 * acts no more.
 */
export function useAfterPause(act: () => void, pauseMs: number): { soon: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  function soon(): void {
    stop();
    timer = setTimeout(act, pauseMs);
  }
  onScopeDispose(stop);
  return { soon, stop };
}
