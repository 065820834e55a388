/**
 * Lifetime of an early answer, in ms. Early answers are answers to requests that the page sent before the rest of it was loaded (session/early.ts).
 * Each serves the first caller only, and only within this time; a later caller needs a fresh answer.
 */
const FRESH_MS = 60_000;
/** Lifetime of an early list, in ms; it is shorter because others change lists meanwhile. */
const LIST_MS = 10_000;

interface Early {
  until: number;
  answer: Promise<Response | null>;
}
const answers = new Map<string, Early>();
/** Data that came along with another answer and is already parsed. */
const read = new Map<string, { until: number; data: unknown }>();

/**
 * Sends a request before a caller needs it.
 * @param first requests that depend on the answer; they are sent before the caller gets the answer and sends a dozen requests of its own
 * @returns the coming answer, for a caller that does not take it
 */
export function askEarly(
  method: 'GET' | 'POST',
  url: string,
  { body, first }: { body?: string; first?: (answer: Response) => Promise<void> } = {},
): Promise<Response> {
  const asked = fetch(url, {
    method,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body }),
  });
  const answer = first
    ? asked.then(async (response) => {
        await first(response).catch(() => undefined);
        return response;
      })
    : asked;
  // A failure reaches the caller that takes the answer; without one it is ignored.
  answer.catch(() => undefined);
  answers.set(`${method} ${url}`, { until: performance.now() + FRESH_MS, answer });
  return answer;
}

/** Requests a list early. If the server refuses, the later caller requests it again. @param as the address under which the caller will request it */
export function askListEarly(url: string, as: string): void {
  const answer = fetch(url, { credentials: 'same-origin' }).then(
    (response) => (response.ok ? response : null),
    () => null,
  );
  answers.set(`GET ${as}`, { until: performance.now() + LIST_MS, answer });
}

/** Takes an early answer, once. @returns undefined if the request was not made early; null if it must be made again */
export function takeEarly(method: string, url: string): Promise<Response | null> | undefined {
  const early = answers.get(`${method} ${url}`);
  answers.delete(`${method} ${url}`);
  return early && performance.now() < early.until ? early.answer : undefined;
}

/** Keeps data that came along with another answer and will be requested next. */
export const keepRead = (url: string, data: unknown): void => {
  read.set(url, { until: performance.now() + LIST_MS, data });
};

/** Takes kept data, once. @returns undefined if there is none */
export function takeRead(url: string): unknown {
  const kept = read.get(url);
  read.delete(url);
  return kept && performance.now() < kept.until ? kept.data : undefined;
}

/** Forgets all early answers after a log-in or log-out: they belong to the session before. */
export function forgetEarly(): void {
  answers.clear();
  read.clear();
}
