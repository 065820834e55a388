/** How long calls of Kingdee may take, ms. */
export interface CallTimes {
  /** One whole call, connecting included. */
  KINGDEE_TIMEOUT_MS: number;
  /** How much longer a lease is than the longest call. */
  LEASE_MARGIN_MS: number;
}

/**
 * How long whoever calls Kingdee holds what the call is about: the longest call, and the margin within which it leaves
 * (`sendUntil`). When a lease has run out, nothing of its holder's can be running or leave any more (product.md §2).
 */
export const callLeaseMs = ({ KINGDEE_TIMEOUT_MS, LEASE_MARGIN_MS }: CallTimes): number =>
  KINGDEE_TIMEOUT_MS + LEASE_MARGIN_MS;

/** How long after a call another look at Kingdee may be put off, the look included, ms. */
export const longestLookMs = ({
  SETTLE_DELAYS_MS,
  PROBE_GAP_MS,
  ...call
}: CallTimes & { SETTLE_DELAYS_MS: readonly string[]; PROBE_GAP_MS: number }): number =>
  Math.max(0, ...SETTLE_DELAYS_MS.map(Number)) + PROBE_GAP_MS + callLeaseMs(call);

/**
 * A call that has not left within this part of LEASE_MARGIN_MS does not leave any more: whoever takes a bill over when its lease
 * has run out must be able to rely on it (product.md §2).
 */
const SENT_WITHIN = 0.8;

/** How long after the beginning of its lease a call may still leave, ms. @param marginMs LEASE_MARGIN_MS */
export const sentWithin = (marginMs: number): number => marginMs * SENT_WITHIN;

/**
 * Until when a call may leave. Two clocks are asked, as each can stand still where the other does not: the process's uptime does
 * while the machine is suspended, the time of day when it is set back. And where others may have taken over, so is whoever knows.
 */
export class SendBy {
  private constructor(
    private readonly uptime: number,
    private readonly timeOfDay: number,
    private readonly stillOurs: () => Promise<boolean>,
  ) {}

  static within(ms: number): SendBy {
    return new SendBy(performance.now() + ms, Date.now() + ms, async () => true);
  }

  /** The same call, about something leased. @param stillOurs asks the database whether nobody has taken it over. */
  about(stillOurs: () => Promise<boolean>): SendBy {
    return new SendBy(this.uptime, this.timeOfDay, stillOurs);
  }

  get over(): boolean {
    return performance.now() > this.uptime || Date.now() > this.timeOfDay;
  }

  /** Asked as the last thing before the first byte. */
  async mayLeave(): Promise<boolean> {
    return !this.over && (await this.stillOurs()) && !this.over;
  }
}

/** Until when a call may be sent whose lease begins now. @param marginMs LEASE_MARGIN_MS */
export const sendUntil = (marginMs: number): SendBy => SendBy.within(sentWithin(marginMs));
