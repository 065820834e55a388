import { setTimeout as sleep } from 'node:timers/promises';
import { Narrowing } from './narrowing.js';

/** Limits the rate of calls for each API (product.md §6); used before every call, first tries and retries alike. */
export abstract class CallLimiter {
  /** Resolves when this call of the API path may be sent; callers are served in order of arrival. */
  abstract take(path: string): Promise<void>;
  /** Waits directly before the call is sent, if a delay since `take` has put it too close to other calls. */
  abstract leave(path: string): Promise<void>;
  /** Records that the other side reported too many calls of this path. */
  abstract throttled(path: string): void;
}

/** No limit, for benches and the sandbox (DINGTALK_QPS=0). */
export class UnlimitedCalls extends CallLimiter {
  take(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  throttled(): void {}
}

/** Part of the documented rate that we use, so that differences between clocks do not matter. */
export const SHARE = 0.975;
/** Most time that is caught up after a late timer, in ms: about one call. `WINDOW_MS` bounds what leaves within a second. */
const MOST_CATCH_UP_MS = 50;
/**
 * Window in ms, a little more than one second, in which at most the documented number of calls is sent, whatever the delays of timers and
 * networks.
 */
export const WINDOW_MS = 1012;
/** Most remembered times; DINGTALK_QPS is at most this. */
const MOST_REMEMBERED = 1000;

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}
export const monotonic: Clock = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** Limits calls in memory: evenly paced, burst 1, each API path on its own. If several processes know of each other, each takes its share. */
export class PacedCalls extends CallLimiter {
  private readonly paths = new Map<string, Pace>();
  private heldUntil = Number.NEGATIVE_INFINITY;

  /**
   * @param perSecond number of calls that the other side allows within any fixed second.
   * @param processes returns how many processes share it, including ours; it may change at any time.
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

  /** Holds all calls for this time in ms: calls that were counted elsewhere still count in the window of the other side. */
  hold(ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, this.clock.now() + ms);
  }
}

/** Limits of one process: `calls` within `windowMs`, `intervalMs` apart, none before `from`. */
interface Share {
  calls: number;
  windowMs: number;
  intervalMs: number;
  from: number;
}

/** Returns the limits of one process, in whole calls per window: three processes with a third of 20 each would together make 21. */
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
  /** Time since when calls have waited without a pause: a delay before it is nobody's lost time. */
  private askedSince = Number.NEGATIVE_INFINITY;

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

  /** Counts the call when it is sent: after a stall between its release and this moment, several calls would be sent at once. */
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
    this.askedSince = this.clock.now();
    while (this.waiting.length > 0) {
      // The wait is computed again after each sleep: the share may have become smaller.
      for (let wait = this.wait(); wait > 0; wait = this.wait()) await this.clock.sleep(wait);
      this.release();
      // The caller continues before the next one is served.
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
    this.next = Math.max(this.next, this.askedSince, now - MOST_CATCH_UP_MS) + this.narrowed().intervalMs;
    this.waiting.shift()?.();
  }

  private narrowed(): Share {
    const share = this.share();
    const part = this.narrowing.partNow(this.clock.now());
    if (part === 1) return share;
    return { ...share, calls: Math.max(1, Math.floor(share.calls * part)), intervalMs: share.intervalMs / part };
  }
}

/** Times at which calls of one path were sent. */
export class Departed {
  private readonly times: number[] = [];

  /**
   * Returns the wait before a call; counts the call as sent if there is none.
   * @param calls most calls within `windowMs`.
   * @returns ms until the call may be sent; 0: it is counted as sent now.
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
