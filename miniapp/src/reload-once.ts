const KEY = 'dd-reloaded-at';
const AGAIN_AFTER_MS = 60_000;

/**
 * After an update the old page asks for chunks that are gone: reload once, never in a circle. Where the server itself does not answer
 * the page stays, with what it shows: reloaded, it would be a page of an error, the browser's or that of a proxy in front of the server.
 */
export function reloadOnceOnLostChunk(): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (Date.now() - last < AGAIN_AFTER_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    const stay = () => sessionStorage.removeItem(KEY);
    fetch('/health/live', { cache: 'no-store' }).then(({ ok }) => (ok ? location.reload() : stay()), stay);
  });
}
