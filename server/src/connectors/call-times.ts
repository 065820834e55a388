/** Time limits of calls to Kingdee, in ms. */
export interface CallTimes {
  /** Limit for one whole call, including connecting. */
  KINGDEE_TIMEOUT_MS: number;
  /** Time by which a lease is longer than the longest call. */
  LEASE_MARGIN_MS: number;
}

/**
 * Length of the lease on the bills of a Kingdee call, in ms: the longest call, and the margin within which it is sent (`sendUntil`). When a
 * lease has run out, no call of its holder can be running or be sent any more (product.md §2).
 */
export const callLeaseMs = ({ KINGDEE_TIMEOUT_MS, LEASE_MARGIN_MS }: CallTimes): number =>
  KINGDEE_TIMEOUT_MS + LEASE_MARGIN_MS;

/** Longest time by which the next look may be put off after a call, including the look itself, in ms. */
export const longestLookMs = ({
  SETTLE_DELAYS_MS,
  PROBE_GAP_MS,
  ...call
}: CallTimes & { SETTLE_DELAYS_MS: readonly string[]; PROBE_GAP_MS: number }): number =>
  Math.max(0, ...SETTLE_DELAYS_MS.map(Number)) + PROBE_GAP_MS + callLeaseMs(call);

/**
 * A call that was not sent within this part of LEASE_MARGIN_MS is not sent any more: a process that takes a bill over after its lease has
 * run out must be able to rely on this (product.md §2).
 */
const SENT_WITHIN = 0.8;

/** Returns the time after the start of its lease in which a call may still be sent, in ms. @param marginMs LEASE_MARGIN_MS */
export const sentWithin = (marginMs: number): number => marginMs * SENT_WITHIN;

/**
 * Latest time at which a call may be sent. Two clocks are checked, as each can stand still while the other does not: the process uptime
 * while the machine is suspended, the time of day when it is set back. If another process may have taken over, `stillOurs` is checked as
 * well.
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

  /** Returns the same limit for a leased object. @param stillOurs asks the database whether no other process has taken it over. */
  about(stillOurs: () => Promise<boolean>): SendBy {
    return new SendBy(this.uptime, this.timeOfDay, stillOurs);
  }

  get over(): boolean {
    return performance.now() > this.uptime || Date.now() > this.timeOfDay;
  }

  /** Returns whether the call may be sent; this is the last check before the first byte. */
  async mayLeave(): Promise<boolean> {
    return !this.over && (await this.stillOurs()) && !this.over;
  }
}

/** Returns the limit for a call whose lease begins now. @param marginMs LEASE_MARGIN_MS */
export const sendUntil = (marginMs: number): SendBy => SendBy.within(sentWithin(marginMs));
