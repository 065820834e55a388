import { offline, timedOut } from './api-problem.js';
import { takeEarly } from './early-answers.js';

/** One request as it leaves for the server. */
interface Asked {
  method: string;
  /** With its query. */
  url: string;
  /** JSON. */
  body?: string;
  /** What makes a second try of the same write count once. */
  key?: string;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * Sends a request and reads its answer within the time given; `fetch` alone waits for ever. AbortSignal.timeout and .any are younger than
 * the oldest clients.
 * @param read takes the body off the answer, whatever its status.
 * @throws ApiProblem client/timeout, client/offline (also where `signal` ended it)
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
        // A header more on a read, and what the page has asked for already (server/src/http/first-page.ts) is asked for once again.
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

/** An answer that was asked for early has no time limit of its own. */
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
