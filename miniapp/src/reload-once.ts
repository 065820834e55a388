const KEY = 'dd-reloaded-at';
const AGAIN_AFTER_MS = 60_000;

/**
 * Reloads the page once, never in a circle: after an update the old page requests chunks that are gone. If the server itself does not answer, the
 * page stays with its content: a reload would show an error page of the browser or of a proxy in front of the server.
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
