import { AsyncResource } from 'node:async_hooks';
import type { VirtualClock } from './virtual-clock.js';

/** Consecutive turns of the event loop without pending work before a step: work begun in a turn shows in the next one. */
const CALM_TURNS = 3;
/** Longest wait for pending work: work that lasts longer is something whose end virtual time cannot see. */
const PATIENCE_MS = 60_000;
/** Pause between two looks while a child process runs: a look costs that process processor time. */
const LOOK_AGAIN_MS = 5;

/** Kinds of process.getActiveResourcesInfo() that are no pending work. Real timers are those of Vitest and of node:http itself. */
const NO_MATTER = /^(Timeout|TTYWrap|TCPServerWrap|MessagePort)$/;
/** Kinds of a child process of the spec and of its output. */
const PROCESS = /^(ProcessWrap|PipeWrap)$/;
/** Kinds that can stay open; any other kind ends by itself. */
const OPEN = /Wrap$/;

const real = { setTimeout, now: performance.now.bind(performance) };
/** Waits `ms` by the machine's clock, also in virtual time. */
export const realPause = (ms: number): Promise<void> => new Promise((resolve) => real.setTimeout(resolve, ms));
/** Async context of the driver, so that it does not run in the context of its caller. */
const alone = new AsyncResource('VirtualTime');

const fall = (error: Error): void => {
  throw error;
};

/** Moves the clock to the next due entry whenever no other work is pending in this process. */
export class VirtualDriver {
  private running = false;
  /** Number of calls of `begin`; a turn of an earlier call is ignored. */
  private times = 0;
  /** Number of resources that this process always has open, by kind. */
  private readonly usual = new Map<string, number>();
  private waitingSince: number | null = null;

  /** @param standing called when time has stood still for `patienceMs` of real time; by default it throws an error that nobody catches. */
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

  /** Returns the kind of a pending read, write, call or computation outside this thread; null if there is none. */
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

  /** Makes one step and continues even if it throws, as timers do. */
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
