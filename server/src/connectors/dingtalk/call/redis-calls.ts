import type { RedisLink } from '../../../queue/redis-link.js';
import { CallLimiter, type Clock, Departed, monotonic, type PacedCalls, SHARE, WINDOW_MS } from './call-limiter.js';
import { Narrowing } from './narrowing.js';

/**
 * Takes one place for one API path, by the clock of Redis: evenly paced, burst 1, and never more than `calls` within `window` ms. Returns
 * the ms to wait, "0" if the place was taken. If the clock was set back, the taken places are forgotten.
 */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local interval, catchUp, window, calls = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local next = tonumber(redis.call('GET', KEYS[1]) or '0')
local oldest = tonumber(redis.call('LINDEX', KEYS[2], calls - 1) or '0')
local due = math.max(next, oldest + window)
if due - now > window + interval then
  redis.call('DEL', KEYS[1], KEYS[2])
  next, due = 0, 0
end
if now < due then return string.format('%.3f', due - now) end
redis.call('LPUSH', KEYS[2], string.format('%.3f', now))
redis.call('LTRIM', KEYS[2], 0, calls - 1)
redis.call('PEXPIRE', KEYS[2], 60000)
redis.call('SET', KEYS[1], string.format('%.3f', math.max(next, now - catchUp) + interval), 'PX', 60000)
return '0'`;

/** Time after a return to Redis in which a process also keeps to its share, in ms; longer than the last process needs to return. */
const RETURN_MS = 5_000;
/** A permission that took this much longer than the fastest one, in ms, is too old: its call would be late and too close to others. */
const MOST_DELAY_MS = 15;
/** Most time that is caught up after a late permission, in ms. Redis cannot tell a late timer from a rest, after which nothing is owed. */
const CATCH_UP_MS = 15;
const MOST_THROWN_AWAY = 3;

/** Limits calls by one rate for all processes, kept in Redis; without Redis each process uses its share of the rate. */
export class RedisCalls extends CallLimiter {
  private readonly queues = new Map<string, (() => void)[]>();
  private readonly departed = new Map<string, Departed>();
  private readonly narrowings = new Map<string, Narrowing>();
  private readonly intervalMs: number;
  private quickestMs = Number.POSITIVE_INFINITY;

  /**
   * @param app Client ID of the app that has the rate: installations of one app share it.
   * @param perSecond number of calls that the other side allows within any fixed second.
   * @param share limiter of this process, used while Redis is away.
   */
  constructor(
    private readonly link: RedisLink,
    private readonly app: string,
    private readonly perSecond: number,
    private readonly share: PacedCalls,
    private readonly clock: Clock = monotonic,
  ) {
    super();
    this.intervalMs = 1000 / (perSecond * SHARE);
    // Calls that Redis permitted last still count on the other side.
    link.listen({ down: () => share.hold(WINDOW_MS) });
  }

  take(path: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.queues.get(path);
      if (waiting) waiting.push(resolve);
      else {
        const queue = [resolve];
        this.queues.set(path, queue);
        void this.serve(path, queue);
      }
    });
  }

  /** Waits if this process would send calls too close together after a stall of its own; Redis limits the calls of other processes. */
  async leave(path: string): Promise<void> {
    const departed = this.departed.get(path) ?? new Departed();
    this.departed.set(path, departed);
    for (;;) {
      const wait = departed.waitOf(this.clock.now(), this.callsOf(path), WINDOW_MS);
      if (wait <= 0) return;
      await this.clock.sleep(wait);
    }
  }

  throttled(path: string): void {
    const narrowing = this.narrowings.get(path) ?? new Narrowing();
    this.narrowings.set(path, narrowing);
    narrowing.throttled(this.clock.now());
    this.share.throttled(path);
  }

  private partOf(path: string): number {
    return this.narrowings.get(path)?.partNow(this.clock.now()) ?? 1;
  }

  private callsOf(path: string): number {
    return Math.max(1, Math.floor(this.perSecond * this.partOf(path)));
  }

  /** Serves the callers of one path in order of arrival, with one request to Redis at a time. */
  private async serve(path: string, queue: (() => void)[]): Promise<void> {
    for (let caller = queue[0]; caller; caller = queue[0]) {
      await this.permission(path);
      queue.shift();
      caller();
      // The caller continues before the next one is served.
      await Promise.resolve();
    }
    this.queues.delete(path);
  }

  private async permission(path: string): Promise<void> {
    const back = this.link.backSince;
    const alsoShare = !this.link.up || (back !== null && performance.now() - back < RETURN_MS);
    if (alsoShare) await this.share.take(path);
    for (let thrownAway = 0; this.link.up; ) {
      const asked = this.clock.now();
      const wait = await this.ask(path);
      if (wait === null) break;
      if (wait > 0) {
        await this.clock.sleep(wait);
        continue;
      }
      const took = this.clock.now() - asked;
      this.quickestMs = Math.min(this.quickestMs, took);
      if (took - this.quickestMs <= MOST_DELAY_MS || ++thrownAway > MOST_THROWN_AWAY) return;
    }
    if (!alsoShare) await this.share.take(path);
  }

  /** Asks Redis for a place. @returns the ms to wait, 0 if the place was taken; null if Redis does not answer. */
  private async ask(path: string): Promise<number | null> {
    const key = `dingdee:calls:${this.app}:${path}`;
    try {
      const limits = [this.intervalMs / this.partOf(path), CATCH_UP_MS, WINDOW_MS, this.callsOf(path)];
      const answer = await this.link.ask((redis) => redis.eval(TAKE, 2, `${key}:next`, `${key}:taken`, ...limits));
      return Number(answer);
    } catch (error) {
      this.link.suspect(error);
      return null;
    }
  }
}
