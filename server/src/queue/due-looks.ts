import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import { clock } from '../database/clock.js';
import type { DueWork, WakeName } from './wakes.js';

/** Longest time without a look, in ms: a row changed beside the program, or a due time that cannot be read. */
const LONGEST_MS = 30_000;
/** In multiples of `withinMs`, so that shorter settings shorten it as well. */
const LONGEST = 15;
/** Uptimes closer than this, in ms, are the same: they are fractions, and their sums are not exact. */
const LIKE = 0.4;
const DAY_MS = 86_400_000;
/** How far Beijing's clock is ahead of UTC, in ms. */
const BEIJING_MS = 8 * 3_600_000;

interface Look extends DueWork {
  name: WakeName;
  longestMs: number;
  /** When it is looked again, as uptime of the process in ms. */
  at: number;
  /** The due time that could not be read and is logged already. */
  told: string;
}

/**
 * Decides when the workers look for due work: at its stored due time, soon after each write of this process, at the change of the day, and now and then.
 * What decides is stored or comes in the order of the writes, so that the same run looks at the same times.
 */
export class DueLooks {
  private readonly log = new Logger('wakes');
  private readonly context = new AsyncResource('DueLooks');
  private readonly looks = new Map<WakeName, Look>();
  private timer: NodeJS.Timeout | null = null;
  /** When the timer fires, as uptime in ms. */
  private firesAt = Number.POSITIVE_INFINITY;
  private closed = false;

  constructor(private readonly wake: (name: WakeName) => void) {}

  add(name: WakeName, work: DueWork): void {
    const longestMs = Math.max(work.withinMs, Math.min(LONGEST_MS, LONGEST * work.withinMs));
    this.looks.set(name, { ...work, name, longestMs, at: performance.now() + work.withinMs, told: '' });
    this.arm();
  }

  /** Makes every worker look within its time: something was written. */
  changed(): void {
    const now = performance.now();
    for (const look of this.looks.values()) look.at = Math.min(look.at, now + look.withinMs);
    this.arm();
  }

  /** Makes every worker look now: the clock was set, so stored times are as far away as nobody has counted. */
  all(): void {
    const now = performance.now();
    for (const look of this.looks.values()) look.at = Math.min(look.at, now);
    this.arm();
  }

  /** Fires if the timer is late: a process that stood still counts its waits from where it goes on. */
  late(): void {
    if (performance.now() > this.firesAt + LIKE) this.fire();
  }

  /** Notes that a run begins: it sees all that was written before. */
  begins(name: WakeName): void {
    const look = this.looks.get(name);
    if (look) look.at = this.latest(look);
  }

  /** Decides on the next look after a run. @param whole false if the run was broken off. Never rejects. */
  async ended(name: WakeName, whole: boolean): Promise<void> {
    const look = this.looks.get(name);
    if (!look || this.closed) return;
    const waitMs = whole ? await this.waitMs(look) : look.withinMs;
    if (waitMs !== null) look.at = Math.min(look.at, performance.now() + waitMs);
    this.arm();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /** @returns the time until the next work falls due, in ms; null if that is not known or nothing waits. */
  private async waitMs(look: Look): Promise<number | null> {
    let due: unknown;
    try {
      due = (await look.nextDue?.()) ?? null;
    } catch {
      // The database does not answer; the worker says so itself when it looks.
      return look.withinMs;
    }
    if (due === null) return null;
    const at = typeof due === 'string' && due.trim() === '' ? Number.NaN : Number(due);
    if (!Number.isFinite(at)) {
      if (look.told !== String(due))
        this.log.warn(
          `${look.name}: a due time cannot be read (${String(due)}); it is looked again every ${look.longestMs} ms`,
        );
      look.told = String(due);
      return null;
    }
    look.told = '';
    const waitMs = Math.ceil(at - clock.now()) + 1;
    // What is due and was left (an outage, a hold) is tried again as often as a change is looked at.
    return waitMs > 1 ? waitMs : look.withinMs;
  }

  /** The latest next look, as uptime: workers with the same wait share a time of the clock, and none sleeps over the change of the day in Beijing. */
  private latest({ longestMs }: Look): number {
    const now = clock.now();
    const untilTomorrow = DAY_MS - ((now + BEIJING_MS) % DAY_MS);
    return performance.now() + Math.min(longestMs - (now % longestMs), untilTomorrow);
  }

  private arm(): void {
    let first = Number.POSITIVE_INFINITY;
    for (const { at } of this.looks.values()) first = Math.min(first, at);
    if (this.closed || first > this.firesAt - LIKE || first === Number.POSITIVE_INFINITY) return;
    if (this.timer) clearTimeout(this.timer);
    this.firesAt = first;
    const waitMs = Math.max(1, Math.round(first - performance.now() + LIKE));
    this.timer = this.context.runInAsyncScope(() => setTimeout(() => this.fire(), waitMs));
    this.timer.unref();
  }

  private fire(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.firesAt = Number.POSITIVE_INFINITY;
    if (this.closed) return;
    const now = performance.now() + LIKE;
    const due = [...this.looks.values()].filter(({ at }) => at <= now);
    for (const look of due) {
      look.at = this.latest(look);
      this.wake(look.name);
    }
    this.arm();
  }
}
