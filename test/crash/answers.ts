/** What one kind of request took, over all people. */
export interface Timing {
  what: string;
  count: number;
  p50: number;
  p99: number;
  most: number;
}

/** What the server answered to everybody. */
export interface AnswerReport {
  timings: Timing[];
  /** 409: somebody else was faster; the person looks again. */
  stale: number;
  /** Anything else than an answer or a stale 409, in words, with how often. */
  errors: Record<string, number>;
}

/** So long a person waits before it counts as an error. */
const PATIENCE_MS = 30_000;
/** The version that was looked at is no longer the latest, or somebody has moved the bill on. */
const STALE = new Set(['bill/stale', 'bill/illegal-transition', 'selection/not-as-shown', 'push/preview-changed']);

/** Keeps count of requests: how long each took until its body was read, and whether it was an error. */
export class Answers {
  private readonly times = new Map<string, number[]>();
  private readonly wrong = new Map<string, number>();
  private staleCount = 0;

  /** @returns what was answered; null where it was stale, or an error that is now on record. */
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

/** The smallest value that `q` of all do not exceed. */
const at = (sorted: readonly number[], q: number): number => sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
