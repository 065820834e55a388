import type { Outage } from '../../../outage/outage.js';
import { type Hindrance, KingdeeUnavailableError, NotLetInError } from '../../target.js';
import { TurnedAwayError } from './transport.js';

/** Longest time between two probes, whatever the cause. */
const LONGEST_WAIT_MS = 300_000;
/** Number of refusals after which one method is given up: if the probe succeeds and this method is still refused, it will not recover by itself. */
const MOST_REFUSALS = 3;
/** Causes that end by themselves, however often they occur. */
const WAITS: ReadonlySet<Hindrance> = new Set<Hindrance>(['session', 'rate']);

export interface EntranceRules {
  /** Time before the first probe, in ms; each further probe waits twice as long, at most five minutes. */
  waitMs: number;
  /** Makes the cheapest harmless call, with a login if needed. */
  probe: () => Promise<unknown>;
}

/**
 * Tracks whether Kingdee lets us in at all. One call that was refused without execution, or whose login stays unknown after a renewal,
 * counts for all: until a probe is answered, no other call is made. Waiting bills keep their place and continue automatically (product.md
 * §3). What the refused call itself did is known only for a question, or if Kingdee itself answered.
 */
export class Entrance {
  private shut: (Outage & { refused: string; errorClass: Hindrance }) | null = null;
  /** Refusals of each method since its last success. */
  private readonly refusals = new Map<string, number>();
  /** Methods whose last call exceeded the limit of refusals: the next call is not sent, and a person is notified of the reason. */
  private readonly given = new Map<string, KingdeeUnavailableError>();
  private probes = 0;
  private probing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  private tell: (outage: Outage | null) => void = () => undefined;

  constructor(private readonly rules: EntranceRules) {}

  /** Registers the listener: it gets the outage when the entrance shuts and for every new cause, and null when it opens. */
  onChange(listener: (outage: Outage | null) => void): void {
    this.tell = listener;
  }

  /**
   * Makes a call, unless the entrance is shut.
   * @param busy returns the error of an answer that holds for every call, such as a limit on calls: the answer is returned unchanged, and
   *   no other call is made.
   * @throws KingdeeUnavailableError if nothing was executed; otherwise what `call` throws.
   */
  async through<T>(
    method: string,
    call: () => Promise<T>,
    busy: (answer: T) => NotLetInError | null = () => null,
  ): Promise<T> {
    if (this.shut) throw new KingdeeUnavailableError(this.shut.refused, true, { errorClass: this.shut.errorClass });
    const given = this.given.get(method);
    if (given && this.given.delete(method)) throw given;
    try {
      const result = await call();
      const limit = busy(result);
      if (limit) this.refused(method, limit);
      else this.refusals.delete(method);
      return result;
    } catch (error) {
      if (error instanceof TurnedAwayError) {
        const cause = this.refused(method, error.door);
        // This call is in doubt and a look will clear it; the bill must not be sent into the same refusal for ever.
        if (!cause.transient) this.given.set(method, cause);
        throw error;
      }
      if (!(error instanceof NotLetInError)) throw error;
      throw this.refused(method, error);
    }
  }

  /** Probes at once if the entrance is shut, regardless of the last probe; a person asks for this. */
  async knock(): Promise<void> {
    if (this.shut) await this.probe();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private refused(method: string, error: NotLetInError): KingdeeUnavailableError {
    // Other calls in flight report the same refusal again.
    if (this.shut) return error;
    const times = (this.refusals.get(method) ?? 0) + 1;
    this.refusals.set(method, times);
    if (!WAITS.has(error.errorClass) && times > MOST_REFUSALS)
      return new KingdeeUnavailableError(error.sentence, false, { errorClass: error.errorClass });
    this.probes = times - 1;
    this.shutFor(error, Date.now());
    return error;
  }

  private shutFor({ sentence, waitMs, errorClass }: NotLetInError, since: number): void {
    this.shut = { since, cause: sentence, refused: sentence, errorClass };
    this.tell(this.shut);
    this.later(waitMs);
  }

  private later(atLeastMs: number): void {
    if (this.closed) return;
    if (this.timer) clearTimeout(this.timer);
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(atLeastMs, this.rules.waitMs * 2 ** Math.min(this.probes, 16)));
    this.timer = setTimeout(() => void this.probe(), wait);
    this.timer.unref();
  }

  private probe(): Promise<void> {
    this.probing ??= this.look().finally(() => {
      this.probing = null;
    });
    return this.probing;
  }

  private async look(): Promise<void> {
    try {
      await this.rules.probe();
    } catch (error) {
      this.probes += 1;
      if (error instanceof NotLetInError && this.shut) this.shutFor(error, this.shut.since);
      else this.later(0);
      return;
    }
    if (this.timer) clearTimeout(this.timer);
    this.shut = null;
    this.tell(null);
  }
}
