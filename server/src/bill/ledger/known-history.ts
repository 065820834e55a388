import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import { databaseTroubleOf } from '../../database/database-away.js';
import { keepTrying } from '../../database/keep-trying.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';

/** Most bills that are remembered as asked about; forgotten bills are asked about again. */
const MOST_REMEMBERED = 100_000;
/** Possible difference of clocks: DingTalk's clock gives the end of an approval, ours the time when the ledger was held. */
const CLOCKS_OFF_MS = 600_000;

/**
 * Tells which rows this process has known from the beginning. The database may be a restored copy of yesterday: about its older rows
 * Kingdee and DingTalk may know more (product.md §2, docs/decisions/0008).
 */
@Injectable()
export class KnownHistory implements OnModuleInit {
  private readonly log = new Logger('history');
  /** Infinity until it is read: nothing is known. */
  private since = Number.POSITIVE_INFINITY;
  private readonly asked = new Set<string>();
  private beginning: Promise<void> | null = null;

  constructor(
    private readonly db: Database,
    private readonly holds: LedgerHolds,
  ) {}

  async onModuleInit(): Promise<void> {
    this.db.onFailure((error) => {
      if (databaseTroubleOf(error) === 'away') void this.forget();
    });
    await this.begin();
  }

  /**
   * A database that was away may be another server by now, without the last second of data: earlier knowledge does not apply to it. Until
   * it has answered, nothing is known.
   */
  private async forget(): Promise<void> {
    this.since = Number.POSITIVE_INFINITY;
    this.asked.clear();
    this.beginning ??= keepTrying(this.log, 'what is known', () => this.begin())
      .catch((error: unknown) => this.log.warn(`everything is asked about: ${String(error)}`))
      .finally(() => {
        this.beginning = null;
      });
    await this.beginning;
  }

  /** The newest row counts too, by the clock that wrote it: another machine's clock may be ahead of ours. */
  private async begin(): Promise<void> {
    const [row] = await this.db.query<{ bill: unknown; message: unknown }>(
      `SELECT (SELECT MAX(created_at) FROM bill) AS bill,
       (SELECT MAX(created_at) FROM outbox WHERE state IN ('due', 'sending', 'in-doubt')) AS message`,
    );
    this.since = Math.max(clock.now(), Number(row?.bill ?? 0), Number(row?.message ?? 0));
  }

  /** Returns true for a row that was created while this process was running. */
  startedAfter(createdAt: number): boolean {
    return createdAt > this.since;
  }

  /** Returns true if nothing can have been sent for this bill that the database does not record. */
  of(bill: { id: string; createdAt: number; finishedAt: number }): boolean {
    return (this.startedAfter(bill.createdAt) && !this.mayBeRestored(bill)) || this.asked.has(bill.id);
  }

  /**
   * Returns whether its approval was finished before the ledger was last held: its later history may be missing here, even if the row was
   * collected anew since.
   */
  mayBeRestored({ finishedAt }: { finishedAt: number }): boolean {
    const { lastHeldAt } = this.holds;
    return lastHeldAt !== null && finishedAt <= lastHeldAt + CLOCKS_OFF_MS;
  }

  /** Records that Kingdee was asked and holds none of these bills. */
  learn(ids: Iterable<string>): void {
    if (this.asked.size > MOST_REMEMBERED) this.asked.clear();
    for (const id of ids) this.asked.add(id);
  }
}
