import { beijingMonth } from '../domain/beijing-time.js';
import type { OutboxKind } from '../outbox/outbox.js';

const HOUR_MS = 3_600_000;
/**
 * Longest back-off after a refused quota, in ms. The quota is usually one of the month, but calls may be bought, and a refused call
 * costs none.
 */
const QUOTA_MS = 6 * HOUR_MS;
const KINDS: readonly OutboxKind[] = ['comment', 'notice'];
/** After this many refusals in a row the trouble is one of the system, not of one message. */
const OF_ALL = 3;

interface Gate {
  /** Number of probes plus one; it determines the back-off. */
  rounds: number;
  refused: number;
  until: number;
  /** Time of the last quota refusal, in Unix ms; null if the trouble is another one, or a probe is under way. */
  quotaAt: number | null;
  longest: number;
}

/**
 * Remembers which kinds of message DingTalk lets through. While it lets nothing of a kind through, for a reason of the system, one
 * message probes for all, with a growing back-off, because each call may cost one of the month's. A used-up quota is handled in the
 * same way with a longer back-off; a new month is probed at once. The memory is of this process only.
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

  /** Notes that a message was taken as a probe: no other message probes meanwhile. */
  probes(kind: OutboxKind, now: number): void {
    const gate = this.shutKinds.get(kind);
    if (!gate) return;
    gate.rounds += 1;
    gate.until = now + this.gap(gate);
    gate.quotaAt = null;
  }

  /** Closes a kind. @param trouble whether the month's quota was refused. */
  shut(kind: OutboxKind, now: number, trouble: 'quota' | 'other'): void {
    const own = { quotaAt: trouble === 'quota' ? now : null, longest: trouble === 'quota' ? QUOTA_MS : HOUR_MS };
    const gate = this.shutKinds.get(kind);
    if (gate) Object.assign(gate, own, { refused: gate.refused + 1 });
    else this.shutKinds.set(kind, { rounds: 1, refused: 1, until: now + this.gap({ rounds: 1, ...own }), ...own });
  }

  /** Opens a kind: DingTalk has handled a message, whatever it answered. */
  answered(kind: OutboxKind): void {
    const gate = this.shutKinds.get(kind);
    if (!gate) return;
    this.shutKinds.delete(kind);
    if (gate.refused >= OF_ALL) this.opened.add(kind);
  }

  /** Returns the kinds that were opened since the last call of this method. */
  reopened(): readonly OutboxKind[] {
    const kinds = [...this.opened];
    this.opened.clear();
    return kinds;
  }

  private gap({ rounds, longest }: Pick<Gate, 'rounds' | 'longest'>): number {
    return Math.min(longest, this.retryMs * 2 ** Math.min(rounds, 20));
  }
}
