import type { OutboxKind } from '../outbox/outbox.js';

const HOUR_MS = 3_600_000;
const KINDS: readonly OutboxKind[] = ['comment', 'notice'];
/** So many in a row are the system's trouble, not that of one message. */
const OF_ALL = 3;

interface Gate {
  /** How often one message has asked for all. */
  rounds: number;
  refused: number;
  until: number;
}

/**
 * While DingTalk lets nothing of a kind through, for a reason of the system, one message asks for all of them, ever more seldom: each call may
 * be one of the month's. Memory of this process.
 */
export class SystemGates {
  private readonly shutKinds = new Map<OutboxKind, Gate>();
  private readonly opened = new Set<OutboxKind>();

  /** @param retryMs RETRY_WAIT_MS */
  constructor(private readonly retryMs: number) {}

  open(): readonly OutboxKind[] {
    return KINDS.filter((kind) => !this.shutKinds.has(kind));
  }

  toProbe(now: number): readonly OutboxKind[] {
    return KINDS.filter((kind) => (this.shutKinds.get(kind)?.until ?? Number.POSITIVE_INFINITY) <= now);
  }

  /** One has been taken to ask: nobody else asks meanwhile. */
  probes(kind: OutboxKind, now: number): void {
    const gate = this.shutKinds.get(kind);
    if (!gate) return;
    gate.rounds += 1;
    gate.until = now + this.gap(gate.rounds);
  }

  shut(kind: OutboxKind, now: number): void {
    const gate = this.shutKinds.get(kind);
    if (gate) gate.refused += 1;
    else this.shutKinds.set(kind, { rounds: 1, refused: 1, until: now + this.gap(1) });
  }

  /** DingTalk took one in hand, whatever it said of it. */
  answered(kind: OutboxKind): void {
    const gate = this.shutKinds.get(kind);
    if (!gate) return;
    this.shutKinds.delete(kind);
    if (gate.refused >= OF_ALL) this.opened.add(kind);
  }

  /** Kinds that were let through again since this was asked last. */
  reopened(): readonly OutboxKind[] {
    const kinds = [...this.opened];
    this.opened.clear();
    return kinds;
  }

  private gap(rounds: number): number {
    return Math.min(HOUR_MS, this.retryMs * 2 ** Math.min(rounds, 20));
  }
}
