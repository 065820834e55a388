import { AsyncResource } from 'node:async_hooks';
import type { VirtualClock } from './virtual-clock.js';

/** Turns of the event loop in a row in which nothing is under way: what a turn has begun shows in the next one. */
const CALM_TURNS = 3;
/** What is under way has an end soon, or is something that virtual time cannot see the end of. */
const PATIENCE_MS = 60_000;
/** A look at a process of its own costs it the processor. */
const LOOK_AGAIN_MS = 5;

/** Of process.getActiveResourcesInfo(): nothing is under way by these. Real timers are those of Vitest and of node:http itself. */
const NO_MATTER = /^(Timeout|TTYWrap|TCPServerWrap|MessagePort)$/;
/** A process that the spec has started, and what it has printed. */
const PROCESS = /^(ProcessWrap|PipeWrap)$/;
/** What stays open; anything else has its end. */
const OPEN = /Wrap$/;

const real = { setTimeout, now: performance.now.bind(performance) };
/** By the machine's clock, whatever time goes. */
export const realPause = (ms: number): Promise<void> => new Promise((resolve) => real.setTimeout(resolve, ms));
/** Of the driver, and of nobody whose call it was that began it. */
const alone = new AsyncResource('VirtualTime');

const fall = (error: Error): void => {
  throw error;
};

/** Moves the clock on, from one thing that is due to the next, whenever nothing else is under way in this process. */
export class VirtualDriver {
  private running = false;
  /** How often it has begun: a turn of an earlier time is none of this one. */
  private times = 0;
  /** How many of them this process itself always has open, by their kind. */
  private readonly usual = new Map<string, number>();
  private waitingSince: number | null = null;

  /** @param standing told when time has stood still for `patienceMs` of real time: an error that nobody catches, where nothing else is said. */
  constructor(
    private readonly clock: VirtualClock,
    private readonly standing = fall,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    for (const kind of process.getActiveResourcesInfo())
      if (OPEN.test(kind)) this.usual.set(kind, (this.usual.get(kind) ?? 0) + 1);
  }

  begin(): void {
    if (this.running) return;
    this.running = true;
    this.times += 1;
    alone.runInAsyncScope(() => setImmediate(this.turn, 0, this.times));
  }

  end(): void {
    this.running = false;
  }

  /** What is read, written, called or computed outside this thread now; null where nothing is. */
  private underWay(): string | null {
    const seen = new Map<string, number>();
    for (const kind of process.getActiveResourcesInfo()) {
      if (kind === 'Immediate') return kind;
      const count = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, count);
      if (count > (this.usual.get(kind) ?? 0) && !NO_MATTER.test(kind)) return kind;
    }
    return null;
  }

  private readonly turn = (calm: number, times: number): void => {
    if (!this.running || times !== this.times) return;
    const busy = this.underWay();
    if (busy === null) {
      this.waitingSince = null;
      if (calm < CALM_TURNS) {
        setImmediate(this.turn, calm + 1, times);
        return;
      }
      this.step(times);
      return;
    }
    const now = real.now();
    this.waitingSince ??= now;
    if (PROCESS.test(busy)) {
      this.waitingSince = now;
      real.setTimeout(this.turn, LOOK_AGAIN_MS, 0, times);
      return;
    }
    setImmediate(this.turn, 0, times);
    if (now - this.waitingSince < this.patienceMs) return;
    this.waitingSince = null;
    this.standing(new Error(`virtual time stands still: ${busy} has been under way for ${this.patienceMs} ms`));
  };

  /** Goes on whatever it throws, as timers do. */
  private step(times: number): void {
    let moved = true;
    try {
      moved = this.clock.step();
    } finally {
      if (moved) setImmediate(this.turn, 0, times);
      else real.setTimeout(this.turn, LOOK_AGAIN_MS, 0, times);
    }
  }
}
