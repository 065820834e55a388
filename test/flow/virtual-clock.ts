import { AsyncResource } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { promisify } from 'node:util';
import { lifeNow } from './virtual-life.js';

type Act = () => void;
interface Entry {
  at: number;
  seq: number;
  /** Null once the timer is cleared. */
  act: Act | null;
}
const before = (one: Entry, other: Entry): boolean => one.at < other.at || (one.at === other.at && one.seq < other.seq);

/** Longest wait of setTimeout; a longer one fires at once, as in Node. */
const LONGEST_MS = 2 ** 31 - 1;
const waitOf = (ms: unknown): number => {
  const given = Number(ms);
  return given >= 1 && given <= LONGEST_MS ? Math.trunc(given) : 1;
};

/** Whether this process runs on a virtual clock. */
export let inVirtualTime = false;

/** Clock that stands still until `step` moves it to the next due entry. */
export class VirtualClock {
  private passedMs = 0;
  private seq = 0;
  private stirredAt = 0;
  /** Number of entries called so far. */
  fired = 0;
  /** Time without anything sent, in ms, after which intervals shorter than this are stretched to it; 0 = never stretched. */
  calmAfterMs = 0;
  /** Binary heap, the next entry first. */
  private readonly entries: Entry[] = [];

  /** @param startedAt Unix ms. */
  constructor(private startedAt: number) {}

  /** Sets the time to this instant and drops all entries. The uptime also begins at 0: this is not a changed clock. */
  startOver(now: number): void {
    this.startedAt = now;
    this.passedMs = 0;
    this.stirredAt = 0;
    this.entries.length = 0;
  }

  /** Moves time on like a stopped process: the clock is `ms` later, and every entry is as far away as before. */
  standStill(ms: number): void {
    this.passedMs += ms;
    for (const entry of this.entries) entry.at += ms;
  }

  /** Notes that something was sent. */
  stirs(): void {
    this.stirredAt = this.passedMs;
  }
  /** Returns the wait, in ms, of an interval of `ms`; longer while nothing has been sent for `calmAfterMs`. */
  untilNextLook(ms: number): number {
    const { calmAfterMs } = this;
    return ms < calmAfterMs && this.passedMs - this.stirredAt > calmAfterMs ? calmAfterMs : ms;
  }

  /** Ms since the start. */
  get passed(): number {
    return this.passedMs;
  }
  /** Unix ms. */
  get now(): number {
    return this.startedAt + this.passedMs;
  }

  /** Calls `act` after `ms`; entries due at the same ms keep their order. */
  after(ms: number, act: Act): Entry {
    const entry: Entry = { at: this.passedMs + ms, seq: this.seq++, act };
    let at = this.entries.push(entry) - 1;
    for (let up = (at - 1) >> 1; at > 0; at = up, up = (at - 1) >> 1) {
      const above = this.entries[up] as Entry;
      if (before(above, entry)) break;
      this.entries[at] = above;
      this.entries[up] = entry;
    }
    return entry;
  }

  /** Moves to the next due entry and calls it. @returns false if there is no entry. */
  step(): boolean {
    for (let next = this.pop(); next; next = this.pop()) {
      if (!next.act) continue;
      this.passedMs = next.at;
      this.fired += 1;
      next.act();
      return true;
    }
    return false;
  }

  private pop(): Entry | undefined {
    const { entries } = this;
    const [first] = entries;
    const last = entries.pop();
    if (!first || !last || first === last) return first;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const [left, right] = [entries[down], entries[down + 1]];
      if (left && right && before(right, left)) down += 1;
      const lower = entries[down];
      if (!lower || before(last, lower)) break;
      entries[at] = lower;
      at = down;
    }
    entries[at] = last;
    return first;
  }
}

/** Handle that setTimeout and setInterval return, like Node's Timeout. */
class VirtualTimeout {
  private static ids = 0;
  private static readonly known = new Map<number, VirtualTimeout>();
  private readonly id = ++VirtualTimeout.ids;
  private readonly context = new AsyncResource('VirtualTimeout');
  private readonly life = lifeNow();
  private entry: Entry | null = null;
  private held = true;

  constructor(
    private readonly clock: VirtualClock,
    private readonly callback: (...given: unknown[]) => void,
    private readonly ms: number,
    private readonly given: readonly unknown[],
    private readonly again: boolean,
  ) {
    this.refresh();
  }

  static of(handle: unknown): VirtualTimeout | undefined {
    if (handle instanceof VirtualTimeout) return handle;
    return typeof handle === 'number' || typeof handle === 'string'
      ? VirtualTimeout.known.get(Number(handle))
      : undefined;
  }

  refresh(): this {
    if (this.entry) this.entry.act = null;
    const { clock, ms } = this;
    this.entry = clock.after(this.again ? clock.untilNextLook(ms) : ms, () => this.fire());
    return this;
  }
  close(): this {
    if (this.entry) this.entry.act = null;
    this.entry = null;
    VirtualTimeout.known.delete(this.id);
    return this;
  }
  ref(): this {
    this.held = true;
    return this;
  }
  unref(): this {
    this.held = false;
    return this;
  }
  hasRef(): boolean {
    return this.held;
  }
  [Symbol.toPrimitive](): number {
    VirtualTimeout.known.set(this.id, this);
    return this.id;
  }
  [Symbol.dispose](): void {
    this.close();
  }

  private fire(): void {
    if (this.life?.over) return;
    const { entry } = this;
    // The next interval counts from this call, and a callback may clear or refresh it.
    if (this.again) this.refresh();
    this.context.runInAsyncScope(this.callback, undefined, ...this.given);
    if (!this.again && this.entry === entry) this.close();
  }
}

const aborted = (signal: AbortSignal): Error =>
  Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  });

/** Makes every timer and every reading of the time in this process use this clock; `setImmediate` stays real. */
export function goBy(clock: VirtualClock): void {
  inVirtualTime = true;
  const set =
    (again: boolean) =>
    (callback: (...given: unknown[]) => void, ms?: number, ...given: unknown[]): VirtualTimeout =>
      new VirtualTimeout(clock, callback, waitOf(ms), given, again);
  const clear = (handle: unknown): void => void VirtualTimeout.of(handle)?.close();
  const sleep = <T>(ms?: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(aborted(signal));
        return;
      }
      const end = () => {
        timer.close();
        if (signal) reject(aborted(signal));
      };
      const timer = new VirtualTimeout(
        clock,
        () => {
          signal?.removeEventListener('abort', end);
          resolve(value as T);
        },
        waitOf(ms),
        [],
        false,
      );
      signal?.addEventListener('abort', end, { once: true });
    });
  async function* ticks<T>(ms?: number, value?: T): AsyncGenerator<T> {
    for (;;) yield sleep(ms, value as T);
  }
  const plain = {
    setTimeout: Object.assign(set(false), { [promisify.custom]: sleep }),
    setInterval: set(true),
    clearTimeout: clear,
    clearInterval: clear,
  };
  Object.assign(globalThis, plain);
  Object.assign(timers, plain);
  Object.assign(promises, { setTimeout: sleep, setInterval: ticks });
  syncBuiltinESMExports();
  AbortSignal.timeout = (ms) => {
    const ending = new AbortController();
    const late = () => ending.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    set(false)(late, ms);
    return ending.signal;
  };
  const uptime = performance.now();
  performance.now = () => uptime + clock.passed;
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [clock.now] : given, newTarget) as object,
    apply: () => new Real(clock.now).toString(),
    get: (target, name) => (name === 'now' ? () => clock.now : (Reflect.get(target, name) as unknown)),
  });
}
