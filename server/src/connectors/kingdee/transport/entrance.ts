import type { Outage } from '../../../outage/outage.js';
import { type Hindrance, KingdeeUnavailableError, NotLetInError } from '../../target.js';
import { TurnedAwayError } from './transport.js';

/** Whatever is wrong, it is looked at again after this long. */
const LONGEST_WAIT_MS = 300_000;
/** A door that lets the probe through and refuses one kind of call again and again will not let that one in by itself. */
const MOST_REFUSALS = 3;
/** These it gives up by itself, however often it said so. */
const WAITS: ReadonlySet<Hindrance> = new Set<Hindrance>(['session', 'rate']);

export interface EntranceRules {
  /** How long nothing is tried before the first probe; each further one waits twice as long, at most five minutes. */
  waitMs: number;
  /** The cheapest harmless call, logging in where needed. */
  probe: () => Promise<unknown>;
}

/**
 * Whether Kingdee lets us in at all. One call that was refused at the door, or with a login that stays unknown after it was
 * renewed, speaks for all: until a probe is answered nobody else tries. So what waits keeps its place and goes on by itself
 * (product.md §3). What the refused call itself did is known for a question and for Kingdee's own word only.
 */
export class Entrance {
  private shut: (Outage & { refused: string; errorClass: Hindrance }) | null = null;
  /** Refusals of a method since it was last let in. */
  private readonly refusals = new Map<string, number>();
  /** Methods whose last call was turned away once too often: the next one is not sent, and a person is told why. */
  private readonly given = new Map<string, KingdeeUnavailableError>();
  private probes = 0;
  private probing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;
  private tell: (outage: Outage | null) => void = () => undefined;

  constructor(private readonly rules: EntranceRules) {}

  /** Called when it shuts, with every new cause, and with null when it opens. */
  onChange(listener: (outage: Outage | null) => void): void {
    this.tell = listener;
  }

  /**
   * @param busy what an answer says that speaks for every call, such as a limit on calls: it is answered as it is, and nobody else tries.
   * @throws KingdeeUnavailableError where nothing was executed; otherwise what `call` throws.
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
        // This call is in doubt and looked up; what comes of it must not be sent into the same wall for ever.
        if (!cause.transient) this.given.set(method, cause);
        throw error;
      }
      if (!(error instanceof NotLetInError)) throw error;
      throw this.refused(method, error);
    }
  }

  /** A person asks: it is tried now, whenever it was tried last. */
  async knock(): Promise<void> {
    if (this.shut) await this.probe();
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private refused(method: string, error: NotLetInError): KingdeeUnavailableError {
    // Others that were on their way say the same once more.
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
