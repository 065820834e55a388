/** A throttled answer reduces the pace by a fifth; each quiet minute raises it by a tenth of the current value. */
const NARROWER = 0.8;
const WIDER = 1.1;
const LEAST = 0.2;
/** Calls that were in flight together are refused together; such refusals count once. */
const TOGETHER_MS = 2_000;
const QUIET_MS = 60_000;

/**
 * Adapts our part of the documented rate of an API: other programs of the company may use the same rate, or its windows may start at other
 * times than ours. A throttled answer lowers the pace, quiet minutes raise it again.
 */
export class Narrowing {
  private part = 1;
  private changedAt = Number.NEGATIVE_INFINITY;

  /** Records an answer that reported too many calls. @param now time in ms of any clock, the same clock at every call. */
  throttled(now: number): void {
    if (now - this.changedAt < TOGETHER_MS && this.part < 1) return;
    this.part = Math.max(LEAST, this.partNow(now) * NARROWER);
    this.changedAt = now;
  }

  /** Returns the part of the rate that is used now; at most 1. */
  partNow(now: number): number {
    const minutes = Math.floor((now - this.changedAt) / QUIET_MS);
    if (this.part < 1 && minutes > 0) {
      this.part = Math.min(1, this.part * WIDER ** minutes);
      this.changedAt += minutes * QUIET_MS;
    }
    return this.part;
  }
}
