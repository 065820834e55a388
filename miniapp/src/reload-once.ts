const KEY = 'dd-reloaded-at';
const AGAIN_AFTER_MS = 60_000;

/** After an update the old page asks for chunks that are gone: reload once, never in a circle. */
export function reloadOnceOnLostChunk(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < AGAIN_AFTER_MS) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    location.reload();
  });
}
