import { setTimeout as sleep } from 'node:timers/promises';

/** A place in the queue of an API (product.md §6): taken before every call, first tries and retries alike. */
export abstract class CallLimiter {
  /** Resolves when this call of the API path may be sent; callers are served in the order they asked. */
  abstract take(path: string): Promise<void>;
}

/** No limit: benches and the sandbox without one (DINGTALK_QPS=0). */
export class UnlimitedCalls extends CallLimiter {
  take(): Promise<void> {
    return Promise.resolve();
  }
}

/** We pace a little below the documented rate, so that clocks that differ do not matter. */
const SHARE = 0.975;
/** A late timer is made up for by at most this much: more would put one call too many into a second. */
const MOST_CATCH_UP_MS = 15;
/** The documented number of calls keeps at least this distance from one second, whatever timers and networks do. */
const WINDOW_MS = 1012;

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}
const monotonic: Clock = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** In memory, for one process: evenly paced, burst 1, each API path on its own. */
export class PacedCalls extends CallLimiter {
  private readonly paths = new Map<string, Pace>();

  /** @param perSecond what the other side allows within any fixed second. */
  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock = monotonic,
  ) {
    super();
  }

  take(path: string): Promise<void> {
    const pace = this.paths.get(path) ?? new Pace(this.perSecond, this.clock);
    this.paths.set(path, pace);
    return pace.take();
  }
}

class Pace {
  private readonly interval: number;
  private readonly waiting: (() => void)[] = [];
  private readonly released: number[] = [];
  private next = Number.NEGATIVE_INFINITY;
  private pumping = false;

  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {
    this.interval = 1000 / (perSecond * SHARE);
  }

  take(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (!this.pumping) void this.pump();
    });
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    while (this.waiting.length > 0) {
      const due = this.due();
      for (let now = this.clock.now(); now < due; now = this.clock.now()) await this.clock.sleep(due - now);
      this.release();
      // The caller goes on before the next one is looked at.
      await Promise.resolve();
    }
    this.pumping = false;
  }

  private due(): number {
    const oldest = this.released.length < this.perSecond ? undefined : this.released[0];
    return oldest === undefined ? this.next : Math.max(this.next, oldest + WINDOW_MS);
  }

  private release(): void {
    const now = this.clock.now();
    this.released.push(now);
    if (this.released.length > this.perSecond) this.released.shift();
    this.next = Math.max(this.next, now - MOST_CATCH_UP_MS) + this.interval;
    this.waiting.shift()?.();
  }
}
