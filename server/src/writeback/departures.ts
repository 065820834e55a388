import type { EntityManager } from 'typeorm';
import { clock } from '../database/clock.js';
import { type Database, placeholders } from '../database/database.js';
import type { LedgerHolds } from '../hold/ledger-holds.js';
import type { Outbox } from '../outbox/outbox.js';

interface Departing {
  token: string;
  id: string;
  resolve: (ours: boolean) => void;
  reject: (error: unknown) => void;
}

/** Records messages as leaving. Messages that are let through at the same moment share one statement, as they would share its commit. */
export class Departures {
  private waiting: Departing[] = [];
  private running = false;

  constructor(
    private readonly db: Pick<Database, 'inTransaction'>,
    private readonly outbox: Pick<Outbox, 'leaves'>,
    private readonly holds: Pick<LedgerHolds, 'blocks'>,
  ) {}

  /**
   * Records that a message leaves.
   * @returns when it is on disk; false if a ledger hold has begun since the claim, the lease is not ours any more, or the message says
   * that a bill is booked and the bill is not.
   */
  leaves(token: string, id: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ token, id, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // Messages that are let through in the same turn of the event loop are included.
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
      const ours = await this.db.inTransaction(async (tx) => {
        if (await this.holds.blocks(tx)) return new Set<string>();
        const outdated = await notBooked(tx, ids);
        return this.outbox.leaves(
          tx,
          token,
          ids.filter((id) => !outdated.has(id)),
          clock.now(),
        );
      });
      for (const { id, resolve } of together) resolve(ours.has(id));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}

/** Returns those messages that say “已入账” about a bill that is not booked any more: it was cancelled in Kingdee while they waited. */
async function notBooked(tx: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows: { id: string }[] = await tx.query(
    `SELECT o.id FROM outbox o JOIN bill b ON b.id = o.bill_id
     WHERE o.id IN (${placeholders(ids)}) AND o.event = 'booked' AND b.state_kind NOT IN ('booked', 'written-back')`,
    [...ids],
  );
  return new Set(rows.map(({ id }) => id));
}
