import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { networkOf } from '../client/network-of.js';
import { LoginRefusedError, TooManyLoginsError } from '../role/access.errors.js';

const WINDOW_MS = 600_000;
/** Failures in ten minutes from which an address is slowed; an office with one bad bookmark stays far below. */
export const MOST_FAILURES = 20;
/** Most log-ins of one address that ask DingTalk at the same time; its others wait here, where they block no other address. */
export const MOST_AT_ONCE = 4;
/** Pause in ms between the log-ins of a slowed address, which run one after the other. */
export const APART_MS = 1_000;
const MOST_WAITING = 100;
/** After this time nobody waits any longer for a page that has not logged in. */
const LONGEST_WAIT_MS = 10_000;
const MOST_ADDRESSES = 10_000;
/** A user agent may be as long as all headers together, so it is cut. */
const LONGEST_KIND = 200;

interface Waiting {
  kind: string;
  since: number;
  turn: (go: boolean) => void;
}
interface Visits {
  address: string;
  running: number;
  waiting: Waiting[];
  /** Refused log-ins: time (Unix ms) and kind of client. */
  failures: { at: number; kind: string }[];
  /** Time at which the last log-in was let through, by the process's uptime. */
  leftAt: number;
  timer: NodeJS.Timeout | null;
}

/**
 * Limits log-ins before they reach DingTalk, which answers them one after the other. An address with many failures is slowed, so that an honest
 * log-in from elsewhere waits behind none of them. An address is never blocked, because a whole office may share it: of the waiting log-ins, the one
 * whose kind of client failed least goes first, then the newest; if too many wait, the oldest is refused. Anybody can claim any kind of client. A
 * browser that logged in before proves it by a cookie that nobody can forge (KnownBrowser): it does not wait behind its address and is slowed only by
 * its own person's failures. A code is valid once and cannot be guessed; the gate only limits the calls to DingTalk. Each process counts for itself.
 */
@Injectable()
export class LoginGate implements OnModuleDestroy {
  private readonly addresses = new Map<string, Visits>();

  onModuleDestroy(): void {
    for (const { waiting, timer } of this.addresses.values()) {
      if (timer) clearTimeout(timer);
      for (const { turn } of waiting) turn(false);
    }
    this.addresses.clear();
  }

  /**
   * Runs a log-in when its turn comes.
   * @param said text that distinguishes this client from others of its address: its user agent.
   * @param known the person key of a browser that logged in before.
   * @throws TooManyLoginsError before anything was asked; or the error of `attempt`.
   */
  async pass<T>(ip: string, said: string, attempt: () => Promise<T>, known?: string): Promise<T> {
    const kind = said.slice(0, LONGEST_KIND);
    const visits = this.visitsOf(known === undefined ? networkOf(ip) : `known ${known}`);
    if (!(await this.turn(visits, kind))) {
      this.next(visits);
      throw new TooManyLoginsError();
    }
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof LoginRefusedError) visits.failures.push({ at: Date.now(), kind });
      throw error;
    } finally {
      visits.running -= 1;
      this.next(visits);
    }
  }

  private turn(visits: Visits, kind: string): Promise<boolean> | true {
    if (visits.waiting.length === 0 && this.pauseMs(visits) === 0) {
      this.leave(visits);
      return true;
    }
    return new Promise((turn) => {
      visits.waiting.push({ kind, since: performance.now(), turn });
      if (visits.waiting.length > MOST_WAITING) visits.waiting.shift()?.turn(false);
      this.wake(visits);
    });
  }

  private leave(visits: Visits): void {
    visits.running += 1;
    visits.leftAt = performance.now();
  }

  /** Lets through the log-ins that may run now. */
  private next(visits: Visits): void {
    const late = performance.now() - LONGEST_WAIT_MS;
    while (visits.waiting[0] && visits.waiting[0].since < late) visits.waiting.shift()?.turn(false);
    while (visits.waiting.length > 0 && this.pauseMs(visits) === 0) {
      this.leave(visits);
      this.takeFirst(visits)?.turn(true);
    }
    this.wake(visits);
    if (visits.running === 0 && visits.waiting.length === 0 && this.failuresOf(visits).length === 0)
      this.addresses.delete(visits.address);
  }

  /** Takes the next waiting log-in: the first to come, unless the address is slowed. */
  private takeFirst(visits: Visits): Waiting | undefined {
    if (!this.isSlowed(visits)) return visits.waiting.shift();
    const failed = new Map<string, number>();
    for (const { kind } of visits.failures) failed.set(kind, (failed.get(kind) ?? 0) + 1);
    const failuresAt = (index: number) => failed.get(visits.waiting[index]?.kind ?? '') ?? 0;
    let first = visits.waiting.length - 1;
    for (let index = first - 1; index >= 0; index--) if (failuresAt(index) < failuresAt(first)) first = index;
    return visits.waiting.splice(first, 1)[0];
  }

  /** Returns the time in ms until the next log-in may run; Infinity while it must wait for a running one to end. */
  private pauseMs(visits: Visits): number {
    if (visits.running >= MOST_AT_ONCE) return Number.POSITIVE_INFINITY;
    return this.isSlowed(visits) ? Math.max(0, visits.leftAt + APART_MS - performance.now()) : 0;
  }

  private wake(visits: Visits): void {
    const pause = this.pauseMs(visits);
    if (visits.timer || visits.waiting.length === 0 || !Number.isFinite(pause)) return;
    visits.timer = setTimeout(() => {
      visits.timer = null;
      this.next(visits);
    }, Math.ceil(pause));
    visits.timer.unref();
  }

  private isSlowed(visits: Visits): boolean {
    return this.failuresOf(visits).length >= MOST_FAILURES;
  }

  /** Returns the failures of the last ten minutes. */
  private failuresOf(visits: Visits): Visits['failures'] {
    const since = Date.now() - WINDOW_MS;
    if (visits.failures.some(({ at }) => at <= since)) visits.failures = visits.failures.filter(({ at }) => at > since);
    return visits.failures;
  }

  private visitsOf(address: string): Visits {
    const known = this.addresses.get(address);
    if (known) return known;
    if (this.addresses.size >= MOST_ADDRESSES) this.forget();
    const leftAt = Number.NEGATIVE_INFINITY;
    const visits: Visits = { address, running: 0, waiting: [], failures: [], leftAt, timer: null };
    this.addresses.set(address, visits);
    return visits;
  }

  /** Removes the oldest tenth of the addresses that have no running or waiting log-in. */
  private forget(): void {
    let left = MOST_ADDRESSES / 10;
    for (const [address, { running, waiting }] of this.addresses) {
      if (left === 0) return;
      if (running > 0 || waiting.length > 0) continue;
      this.addresses.delete(address);
      left -= 1;
    }
  }
}
