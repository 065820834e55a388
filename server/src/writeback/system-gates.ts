import { beijingMonth } from '../domain/beijing-time.js';
import type { OutboxKind } from '../outbox/outbox.js';

const HOUR_MS = 3_600_000;
/** A refused quota is of the month as a rule; calls may be bought, and one that is refused costs none. */
const QUOTA_MS = 6 * HOUR_MS;
const KINDS: readonly OutboxKind[] = ['comment', 'notice'];
/** So many in a row are the system's trouble, not that of one message. */
const OF_ALL = 3;

interface Gate {
  /** How often one message has asked for all. */
  rounds: number;
  refused: number;
  until: number;
  /** When the quota was refused last; null where the trouble is another, or one asks again. */
  quotaAt: number | null;
  longest: number;
}

/**
 * While DingTalk lets nothing of a kind through, for a reason of the system, one message asks for all of them, ever more seldom: each call may
 * be one of the month's. That the month's calls are used up is no other trouble, only a longer one: a new month asks at once. Memory of this
 * process.
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
    return KINDS.filter((kind) => {
      const gate = this.shutKinds.get(kind);
      if (!gate) return false;
      return gate.until <= now || (gate.quotaAt !== null && beijingMonth(gate.quotaAt) !== beijingMonth(now));
    });
  }

  /** One has been taken to ask: nobody else asks meanwhile. */
  probes(kind: OutboxKind, now: number): void {
    const gate = this.shutKinds.get(kind);
    if (!gate) return;
    gate.rounds += 1;
    gate.until = now + this.gap(gate);
    gate.quotaAt = null;
  }

  /** @param trouble whether it was the month's quota that was refused. */
  shut(kind: OutboxKind, now: number, trouble: 'quota' | 'other'): void {
    const own = { quotaAt: trouble === 'quota' ? now : null, longest: trouble === 'quota' ? QUOTA_MS : HOUR_MS };
    const gate = this.shutKinds.get(kind);
    if (gate) Object.assign(gate, own, { refused: gate.refused + 1 });
    else this.shutKinds.set(kind, { rounds: 1, refused: 1, until: now + this.gap({ rounds: 1, ...own }), ...own });
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

  private gap({ rounds, longest }: Pick<Gate, 'rounds' | 'longest'>): number {
    return Math.min(longest, this.retryMs * 2 ** Math.min(rounds, 20));
  }
}
