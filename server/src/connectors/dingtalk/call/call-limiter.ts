import { setTimeout as sleep } from 'node:timers/promises';
import { Narrowing } from './narrowing.js';

/** A place in the queue of an API (product.md §6): taken before every call, first tries and retries alike. */
export abstract class CallLimiter {
  /** Resolves when this call of the API path may be sent; callers are served in the order they asked. */
  abstract take(path: string): Promise<void>;
  /** Asked as the last thing before the call leaves: what happened since its place was taken may have put it too close to others. */
  abstract leave(path: string): Promise<void>;
  /** The other side said that there were too many calls of this path. */
  abstract throttled(path: string): void;
}

/** No limit: benches and the sandbox without one (DINGTALK_QPS=0). */
export class UnlimitedCalls extends CallLimiter {
  take(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  throttled(): void {}
}

/** We pace a little below the documented rate, so that clocks that differ do not matter. */
export const SHARE = 0.975;
/** A late timer is made up for by at most this much: more would put one call too many into a second. */
export const MOST_CATCH_UP_MS = 15;
/** The documented number of calls keeps at least this distance from one second, whatever timers and networks do. */
export const WINDOW_MS = 1012;
/** DINGTALK_QPS is at most this. */
const MOST_REMEMBERED = 1000;

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}
export const monotonic: Clock = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** In memory: evenly paced, burst 1, each API path on its own. Several processes that know of each other take their share each. */
export class PacedCalls extends CallLimiter {
  private readonly paths = new Map<string, Pace>();
  private heldUntil = Number.NEGATIVE_INFINITY;

  /**
   * @param perSecond what the other side allows within any fixed second.
   * @param processes how many share it, ours included; it may change at any time.
   */
  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock = monotonic,
    private readonly processes: () => number = () => 1,
  ) {
    super();
  }

  take(path: string): Promise<void> {
    return this.paceOf(path).take();
  }

  leave(path: string): Promise<void> {
    return this.paceOf(path).leave();
  }

  throttled(path: string): void {
    this.paceOf(path).throttled();
  }

  private paceOf(path: string): Pace {
    const share = (): Share => shareOf(this.perSecond, this.processes(), this.heldUntil);
    const pace = this.paths.get(path) ?? new Pace(share, this.clock);
    this.paths.set(path, pace);
    return pace;
  }

  /** Lets nothing through for this long: calls that were counted elsewhere still weigh on the other side's window. */
  hold(ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, this.clock.now() + ms);
  }
}

/** What one process may do: `calls` within `windowMs`, `intervalMs` apart, none before `from`. */
interface Share {
  calls: number;
  windowMs: number;
  intervalMs: number;
  from: number;
}

/** Whole calls per window only: three processes with a third of 20 each would together make 21. */
function shareOf(perSecond: number, processes: number, from: number): Share {
  const most = Math.max(1, processes);
  const calls = Math.max(1, Math.floor(perSecond / most));
  const windowMs = WINDOW_MS * Math.max(1, most / perSecond);
  return { calls, windowMs, intervalMs: (most * 1000) / (perSecond * SHARE), from };
}

class Pace {
  private readonly waiting: (() => void)[] = [];
  private readonly released: number[] = [];
  private readonly departed = new Departed();
  private readonly narrowing = new Narrowing();
  private next = Number.NEGATIVE_INFINITY;
  private pumping = false;

  constructor(
    private readonly share: () => Share,
    private readonly clock: Clock,
  ) {}

  take(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (!this.pumping) void this.pump();
    });
  }

  /** Counts where the call leaves: a stall between its release and this moment would let several leave at once. */
  async leave(): Promise<void> {
    for (;;) {
      const { calls, windowMs } = this.narrowed();
      const wait = this.departed.waitOf(this.clock.now(), calls, windowMs);
      if (wait <= 0) return;
      await this.clock.sleep(wait);
    }
  }

  throttled(): void {
    this.narrowing.throttled(this.clock.now());
  }

  private async pump(): Promise<void> {
    this.pumping = true;
    while (this.waiting.length > 0) {
      // Asked again after each sleep: the share may have become smaller meanwhile.
      for (let wait = this.wait(); wait > 0; wait = this.wait()) await this.clock.sleep(wait);
      this.release();
      // The caller goes on before the next one is looked at.
      await Promise.resolve();
    }
    this.pumping = false;
  }

  private wait(): number {
    const { calls, windowMs, from } = this.narrowed();
    const oldest = this.released.at(-calls);
    const due = Math.max(this.next, from, oldest === undefined ? this.next : oldest + windowMs);
    return due - this.clock.now();
  }

  private release(): void {
    const now = this.clock.now();
    this.released.push(now);
    if (this.released.length > MOST_REMEMBERED) this.released.shift();
    this.next = Math.max(this.next, now - MOST_CATCH_UP_MS) + this.narrowed().intervalMs;
    this.waiting.shift()?.();
  }

  private narrowed(): Share {
    const share = this.share();
    const part = this.narrowing.partNow(this.clock.now());
    if (part === 1) return share;
    return { ...share, calls: Math.max(1, Math.floor(share.calls * part)), intervalMs: share.intervalMs / part };
  }
}

/** When calls of one path left. */
export class Departed {
  private readonly times: number[] = [];

  /**
   * @param calls at most within `windowMs`.
   * @returns ms until the call may leave; 0: it is counted as leaving now.
   */
  waitOf(now: number, calls: number, windowMs: number): number {
    const oldest = this.times.at(-calls);
    const wait = oldest === undefined ? 0 : oldest + windowMs - now;
    if (wait > 0) return wait;
    this.times.push(now);
    if (this.times.length > MOST_REMEMBERED) this.times.shift();
    return 0;
  }
}
