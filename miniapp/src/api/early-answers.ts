/**
 * Answers to what a page asked before the rest of it had come (session/early.ts). Each is there for the first one who asks for it and for
 * no longer than this: whoever comes later wants to know how things stand then.
 */
const FRESH_MS = 60_000;
/** Of lists, which others change meanwhile. */
const LIST_MS = 10_000;

interface Early {
  until: number;
  answer: Promise<Response | null>;
}
const answers = new Map<string, Early>();
/** What came along with another answer, read already. */
const read = new Map<string, { until: number; data: unknown }>();

/**
 * @param first what is asked by what the answer says: whoever takes the answer hears of it after that, and has a dozen questions of its own.
 * @returns the answer to come, for whoever asked early and does not take it.
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
  // Whoever takes it hears of a failure; nobody has to.
  answer.catch(() => undefined);
  answers.set(`${method} ${url}`, { until: performance.now() + FRESH_MS, answer });
  return answer;
}

/**
 * A list; one that is refused is asked for again by whoever wants it.
 * @param as the address under which it is going to be wanted.
 */
export function askListEarly(url: string, as: string): void {
  const answer = fetch(url, { credentials: 'same-origin' }).then(
    (response) => (response.ok ? response : null),
    () => null,
  );
  answers.set(`GET ${as}`, { until: performance.now() + LIST_MS, answer });
}

/** The answer to what was asked early, once; undefined where it was not, null where it has to be asked again. */
export function takeEarly(method: string, url: string): Promise<Response | null> | undefined {
  const early = answers.get(`${method} ${url}`);
  answers.delete(`${method} ${url}`);
  return early && performance.now() < early.until ? early.answer : undefined;
}

/** What is going to be asked for next, and came along with another answer. */
export const keepRead = (url: string, data: unknown): void => {
  read.set(url, { until: performance.now() + LIST_MS, data });
};

/** Once; undefined where nothing came along. */
export function takeRead(url: string): unknown {
  const kept = read.get(url);
  read.delete(url);
  return kept && performance.now() < kept.until ? kept.data : undefined;
}

/** Somebody has logged out or in: what was asked before is nobody's any more. */
export function forgetEarly(): void {
  answers.clear();
  read.clear();
}
