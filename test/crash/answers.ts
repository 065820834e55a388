/** Durations of one kind of request over all people, in ms. */
export interface Timing {
  what: string;
  count: number;
  p50: number;
  p99: number;
  most: number;
}

/** Summary of the server's answers to all people. */
export interface AnswerReport {
  timings: Timing[];
  /** Number of stale 409 answers: another person was faster, and this one looks again. */
  stale: number;
  /** Number of errors by their text: everything except a successful answer or a stale 409. */
  errors: Record<string, number>;
}

/** Time that a person waits before it counts as an error. */
const PATIENCE_MS = 30_000;
/** Codes of a stale request: the version is no longer the latest, or another person has moved the bill on. */
const STALE = new Set(['bill/stale', 'bill/illegal-transition', 'selection/not-as-shown', 'push/preview-changed']);

/** Records requests: the time until the body was read, and errors. */
export class Answers {
  private readonly times = new Map<string, number[]>();
  private readonly wrong = new Map<string, number>();
  private staleCount = 0;

  /** Makes and records a request. @returns the answer; null if it was stale or an error, which is recorded. */
  async of<T>(what: string, request: () => Promise<Response>): Promise<T | null> {
    const started = performance.now();
    let patience: NodeJS.Timeout | undefined;
    try {
      const silence = new Promise<never>((_, reject) => {
        patience = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      });
      const { status, text } = await Promise.race([read(request), silence]);
      this.took(what, performance.now() - started);
      if (status < 300) return JSON.parse(text) as T;
      if (status === 409 && STALE.has(codeOf(text))) this.staleCount += 1;
      else this.error(`${what}: ${status} ${text.slice(0, 200)}`);
      return null;
    } catch (error) {
      this.error(
        `${what}: ${error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)}`,
      );
      return null;
    } finally {
      clearTimeout(patience);
    }
  }

  took(what: string, ms: number): void {
    const known = this.times.get(what);
    if (known) known.push(ms);
    else this.times.set(what, [ms]);
  }

  report(): AnswerReport {
    const timings = [...this.times].map(([what, times]) => {
      const sorted = [...times].sort((a, b) => a - b);
      return { what, count: sorted.length, p50: at(sorted, 0.5), p99: at(sorted, 0.99), most: sorted.at(-1) ?? 0 };
    });
    return { timings, stale: this.staleCount, errors: Object.fromEntries(this.wrong) };
  }

  private error(words: string): void {
    this.wrong.set(words, (this.wrong.get(words) ?? 0) + 1);
  }
}

async function read(request: () => Promise<Response>): Promise<{ status: number; text: string }> {
  const response = await request();
  return { status: response.status, text: await response.text() };
}

function codeOf(text: string): string {
  try {
    return String(Reflect.get(Object(JSON.parse(text)), 'code'));
  } catch {
    return '';
  }
}

/** Returns the `q` quantile: the smallest value that a share `q` of all values does not exceed. */
const at = (sorted: readonly number[], q: number): number => sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
