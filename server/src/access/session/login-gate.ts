import { Injectable } from '@nestjs/common';
import { networkOf } from '../client/network-of.js';
import { LoginRefusedError, TooManyLoginsError } from '../role/access.errors.js';

const WINDOW_MS = 600_000;
/** An office with one bad bookmark stays far below. */
export const MOST_FAILURES = 20;
/** At DingTalk at one time for one address; the others of it wait here, where they are in nobody's way. */
export const MOST_AT_ONCE = 4;
const MOST_WAITING = 100;
const MOST_ADDRESSES = 10_000;

interface Visits {
  running: number;
  waiting: ((go: boolean) => void)[];
  /** When each refused one was refused. */
  failures: number[];
}

/**
 * Stands before DingTalk, which answers log-ins one after the other: whoever fails again and again from one address is
 * turned away here, and an honest log-in from elsewhere waits behind none of theirs. Each process counts for itself.
 */
@Injectable()
export class LoginGate {
  private readonly addresses = new Map<string, Visits>();

  /** @throws TooManyLoginsError before anything was asked; or what `attempt` throws. */
  async pass<T>(ip: string, attempt: () => Promise<T>): Promise<T> {
    const address = networkOf(ip);
    const visits = this.visitsOf(address);
    if (this.shut(visits) || visits.waiting.length >= MOST_WAITING) throw tooMany();
    if (visits.running >= MOST_AT_ONCE) {
      const go = await new Promise<boolean>((resolve) => visits.waiting.push(resolve));
      if (!go) throw tooMany();
    } else visits.running += 1;
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof LoginRefusedError) visits.failures.push(Date.now());
      throw error;
    } finally {
      this.next(address, visits);
    }
  }

  /** Hands the free place on, or turns everybody away who waits for one. */
  private next(address: string, visits: Visits): void {
    if (this.shut(visits)) for (const turn of visits.waiting.splice(0)) turn(false);
    const turn = visits.waiting.shift();
    if (turn) turn(true);
    else visits.running -= 1;
    if (visits.running === 0 && visits.failures.length === 0) this.addresses.delete(address);
  }

  private shut(visits: Visits): boolean {
    const since = Date.now() - WINDOW_MS;
    visits.failures = visits.failures.filter((at) => at > since);
    return visits.failures.length >= MOST_FAILURES;
  }

  private visitsOf(address: string): Visits {
    const known = this.addresses.get(address);
    if (known) return known;
    if (this.addresses.size >= MOST_ADDRESSES) this.forget();
    const visits: Visits = { running: 0, waiting: [], failures: [] };
    this.addresses.set(address, visits);
    return visits;
  }

  /** The oldest tenth of those that are not here now. */
  private forget(): void {
    let left = MOST_ADDRESSES / 10;
    for (const [address, { running }] of this.addresses) {
      if (left === 0) return;
      if (running > 0) continue;
      this.addresses.delete(address);
      left -= 1;
    }
  }
}

const tooMany = (): TooManyLoginsError => new TooManyLoginsError(WINDOW_MS / 60_000);
