import { AsyncResource } from 'node:async_hooks';

/**
 * Calls a look soon after something has changed, and at the latest after a while. Looks do not overlap. A look belongs to the context in which the timer
 * was made, never to that of the change.
 */
export class LookTimer {
  private readonly context = new AsyncResource('LookTimer');
  private timer: NodeJS.Timeout | null = null;
  /** When the timer fires, as uptime of the process in ms. */
  private firesAt = Number.POSITIVE_INFINITY;
  private looking: Promise<unknown> | null = null;
  private stopped = false;

  /**
   * @param look handles its own errors.
   * @param withinMs time from a change to the look.
   * @param longestMs longest time without a look, for changes that nobody tells of; null if all are told of.
   */
  constructor(
    private readonly look: () => Promise<unknown>,
    private readonly withinMs: number,
    private readonly longestMs: number | null,
  ) {
    if (longestMs !== null) this.arm(longestMs);
  }

  /** Asks for a look within `withinMs`; further calls until then ask for the same one. */
  soon(): void {
    this.arm(this.withinMs);
  }

  /** Ends the looks and waits for a running one. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.looking;
  }

  private arm(ms: number): void {
    const at = performance.now() + ms;
    // Uptimes are fractions, whose sums are not exact.
    if (this.stopped || at > this.firesAt - 0.4) return;
    if (this.timer) clearTimeout(this.timer);
    this.firesAt = at;
    this.timer = this.context.runInAsyncScope(() => setTimeout(() => this.fire(), ms));
    this.timer.unref();
  }

  private fire(): void {
    this.timer = null;
    this.firesAt = Number.POSITIVE_INFINITY;
    if (this.longestMs !== null) this.arm(this.longestMs);
    if (this.looking !== null) {
      this.soon();
      return;
    }
    this.looking = this.look().finally(() => {
      this.looking = null;
    });
  }
}
