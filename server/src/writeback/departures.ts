import { clock } from '../database/clock.js';
import type { Database } from '../database/database.js';
import type { LedgerHolds } from '../hold/ledger-holds.js';
import type { Outbox } from '../outbox/outbox.js';

interface Departing {
  token: string;
  id: string;
  resolve: (ours: boolean) => void;
  reject: (error: unknown) => void;
}

/** Writes messages down as leaving. Those that are let through at the same moment share one statement, as they would share its commit. */
export class Departures {
  private waiting: Departing[] = [];
  private running = false;

  constructor(
    private readonly db: Pick<Database, 'inTransaction'>,
    private readonly outbox: Pick<Outbox, 'leaves'>,
    private readonly holds: Pick<LedgerHolds, 'blocks'>,
  ) {}

  /** @returns once it is on disk; false where everything is held since it was claimed, or the lease is not ours any more. */
  leaves(token: string, id: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ token, id, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // Whoever is let through in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const all = this.waiting;
      this.waiting = [];
      const leases = [...new Set(all.map(({ token }) => token))];
      await Promise.all(
        leases.map((lease) =>
          this.depart(
            lease,
            all.filter(({ token }) => token === lease),
          ),
        ),
      );
    }
    this.running = false;
  }

  private async depart(token: string, together: readonly Departing[]): Promise<void> {
    try {
      const ids = together.map(({ id }) => id);
      const ours = await this.db.inTransaction(async (tx) =>
        (await this.holds.blocks(tx)) ? new Set<string>() : this.outbox.leaves(tx, token, ids, clock.now()),
      );
      for (const { id, resolve } of together) resolve(ours.has(id));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}
