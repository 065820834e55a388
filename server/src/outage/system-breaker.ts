import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Outage } from './outage.js';

export interface BreakerRules {
  /** Failures in a row that open it. */
  failures: number;
  /** How long nothing is tried before a probe. */
  openMs: number;
  /** Only these count; anything else shows that the system is there, or says nothing about it. */
  isFailure: (error: unknown) => boolean;
  causeOf: (error: unknown) => string;
  /** The cheapest harmless call. Real calls wait for its answer and never take its part: a write must not be the one that tries. */
  probe: () => Promise<unknown>;
}

/** The circuit is open: nothing was sent. */
export class CircuitOpenError extends Error {
  constructor(readonly outage: Outage) {
    super(`circuit open: ${outage.cause}`);
  }
}

/** One system's circuit breaker (product.md §11): opens after failures in a row, and closes when a probe of its own is answered. */
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

  /** Null while calls are made. */
  get outage(): Outage | null {
    return this.policy.state === CircuitState.Closed ? null : this.trouble();
  }

  /** Called whenever it opens (also with a new cause after a probe) and with null when it closes. */
  onChange(listener: (outage: Outage | null) => void): void {
    this.listeners.push(listener);
  }

  /** @throws CircuitOpenError before anything is done. Otherwise what `call` throws. */
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

  /** Asks once for all who wait; nothing is asked before its time. */
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
