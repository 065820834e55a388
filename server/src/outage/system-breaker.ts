import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Outage } from './outage.js';

export interface BreakerRules {
  /** Number of failures in a row that open the circuit. */
  failures: number;
  /** Time in ms for which nothing is tried before a probe. */
  openMs: number;
  /** Whether an error counts as a failure; any other error shows that the system is reachable, or says nothing about it. */
  isFailure: (error: unknown) => boolean;
  causeOf: (error: unknown) => string;
  /** The cheapest harmless call. Real calls wait for its answer and never serve as the probe: a write must not be the call that tests the system. */
  probe: () => Promise<unknown>;
}

/** The circuit is open: nothing was sent. */
export class CircuitOpenError extends Error {
  constructor(readonly outage: Outage) {
    super(`circuit open: ${outage.cause}`);
  }
}

/** Circuit breaker of one system (product.md §11): opens after failures in a row, and closes when its own probe is answered. */
export class SystemBreaker {
  private readonly policy;
  private readonly listeners: ((outage: Outage | null) => void)[] = [];
  private failingSince: number | null = null;
  private cause = '';
  private probing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly rules: BreakerRules) {
    this.policy = circuitBreaker(handleWhen(rules.isFailure), {
      halfOpenAfter: rules.openMs,
      breaker: new ConsecutiveBreaker(rules.failures),
    });
    this.policy.onBreak(() => this.opened());
    this.policy.onReset(() => this.tell());
  }

  /** The current outage; null while the circuit is closed. */
  get outage(): Outage | null {
    return this.policy.state === CircuitState.Closed ? null : this.trouble();
  }

  /** Registers a listener that is called whenever the circuit opens (also with a new cause after a probe), and with null when it closes. */
  onChange(listener: (outage: Outage | null) => void): void {
    this.listeners.push(listener);
  }

  /** Runs a call. @throws CircuitOpenError if the circuit is open, before anything is sent; otherwise what `call` throws. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.policy.state !== CircuitState.Closed) await this.probe();
    if (this.policy.state !== CircuitState.Closed) throw new CircuitOpenError(this.trouble());
    return this.policy.execute(() => this.watched(call));
  }

  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private async watched<T>(call: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      const result = await call();
      this.failingSince = null;
      return result;
    } catch (error) {
      if (this.rules.isFailure(error)) {
        this.failingSince ??= began;
        this.cause = this.rules.causeOf(error);
      }
      throw error;
    }
  }

  /** Sends one probe for all waiting callers; none is sent before `openMs` has passed. */
  private probe(): Promise<void> {
    this.probing ??= this.policy
      .execute(() => this.watched(this.rules.probe))
      .then(
        () => undefined,
        (error: unknown) => {
          if (!(error instanceof BrokenCircuitError) && !this.rules.isFailure(error)) this.failingSince = null;
        },
      )
      .finally(() => {
        this.probing = null;
      });
    return this.probing;
  }

  private opened(): void {
    this.tell();
    if (this.closed) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.probe(), this.rules.openMs + 10);
    this.timer.unref();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.outage);
  }

  private trouble(): Outage {
    return { since: this.failingSince ?? Date.now(), cause: this.cause };
  }
}
