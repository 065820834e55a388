import { offline, timedOut } from './api-problem.js';
import { takeEarly } from './early-answers.js';

/** One request to the server. */
interface Asked {
  method: string;
  /** Address with its query. */
  url: string;
  /** Body as JSON. */
  body?: string;
  /** Idempotency key: a second try of the same write counts once. */
  key?: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Sends a request and reads its answer within the time limit; `fetch` alone has no limit. AbortSignal.timeout and .any are newer than the oldest
 * clients.
 * @param read reads the body of the answer, for any status
 * @throws ApiProblem client/timeout, client/offline (also if `signal` was aborted)
 */
export async function ask<T>(
  { method, url, body, key, timeoutMs, signal }: Asked,
  read: (response: Response) => Promise<T>,
): Promise<{ status: number; ok: boolean; body: T }> {
  const ending = new AbortController();
  const end = () => ending.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeoutMs);
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  try {
    const early = takeEarly(method, url);
    const response =
      (early && (await Promise.race([early, ended(ending.signal)]))) ??
      (await fetch(url, {
        method,
        // A read must not get one more header: the page then sends again what it has already requested early (server/src/http/first-page.ts).
        ...(body === undefined
          ? {}
          : {
              headers: { 'Content-Type': 'application/json', ...(key === undefined ? {} : { 'Idempotency-Key': key }) },
              body,
            }),
        credentials: 'same-origin',
        signal: ending.signal,
      }));
    return { status: response.status, ok: response.ok, body: await read(response) };
  } catch {
    throw late ? timedOut(timeoutMs, method !== 'GET') : offline(method !== 'GET');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** Rejects when the signal is aborted. An early answer has no time limit of its own. */
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
