/** A throttled answer takes a fifth of the pace; a quiet minute gives a tenth of what is left back. */
const NARROWER = 0.8;
const WIDER = 1.1;
const LEAST = 0.2;
/** Calls that were out together are refused together: they say it once. */
const TOGETHER_MS = 2_000;
const QUIET_MS = 60_000;

/**
 * What of the documented rate an API bears: other programs of the company may share it, or its windows lie otherwise than ours. A
 * throttled answer narrows the pace, quiet minutes widen it again.
 */
export class Narrowing {
  private part = 1;
  private changedAt = Number.NEGATIVE_INFINITY;

  /** An answer said that there were too many. @param now ms of whichever clock, the same at every call. */
  throttled(now: number): void {
    if (now - this.changedAt < TOGETHER_MS && this.part < 1) return;
    this.part = Math.max(LEAST, this.partNow(now) * NARROWER);
    this.changedAt = now;
  }

  /** @returns what of the rate is used now: at most 1. */
  partNow(now: number): number {
    const minutes = Math.floor((now - this.changedAt) / QUIET_MS);
    if (this.part < 1 && minutes > 0) {
      this.part = Math.min(1, this.part * WIDER ** minutes);
      this.changedAt += minutes * QUIET_MS;
    }
    return this.part;
  }
}
