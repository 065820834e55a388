const KEY = 'dd-reloaded-at';
const AGAIN_AFTER_MS = 60_000;

/**
 * After an update the old page asks for chunks that are gone: reload once, never in a circle. Where the server itself does not answer
 * the page stays, with what it shows: reloaded, it would be the browser's own page of an error.
 */
export function reloadOnceOnLostChunk(): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < AGAIN_AFTER_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    fetch('/health/live', { cache: 'no-store' }).then(
      () => location.reload(),
      () => sessionStorage.removeItem(KEY),
    );
  });
}
