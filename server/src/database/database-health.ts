import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database } from './database.js';
import { type DatabaseTrouble, databaseTroubleOf } from './database-away.js';
import { insertRows } from './rows.js';
import { WriteCheckRow } from './write-check.entity.js';

/** The result of one test write serves all callers within this time; a failed write is tried again sooner. */
const FRESH_MS = 5_000;
const FAILED_FRESH_MS = 1_000;
const TRY_AGAIN_MS = 2_000;
/** Takes several pages of new space: a row that fits into free space of the file would be stored even on a full disk. */
const PADDING = 'x'.repeat(48 * 1024);
const ANSWER_MS = 10_000;

export interface Trouble {
  kind: DatabaseTrouble;
  since: number;
}

/**
 * Knows whether anything can be stored. It learns of trouble from any failed read or write and from its own test write. It learns that the trouble is
 * over only from its own test write, because a small write may succeed even on a full disk.
 */
@Injectable()
export class DatabaseHealth implements OnModuleDestroy {
  private readonly log = new Logger('database');
  private trouble: Trouble | null = null;
  private checked = { at: Number.NEGATIVE_INFINITY, well: false };
  private checking: Promise<boolean> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly db: Database) {
    db.onFailure((error) => this.failed(error));
  }

  /** The current trouble; null as long as no read or write has failed. */
  get current(): Trouble | null {
    return this.trouble;
  }

  /** Writes and deletes a test row. Callers that follow shortly get the last result. */
  async writable(): Promise<boolean> {
    const { at, well } = this.checked;
    if (performance.now() - at < (well ? FRESH_MS : FAILED_FRESH_MS)) return well && this.trouble === null;
    return Promise.race([
      this.check(),
      new Promise<boolean>((resolve) => setTimeout(resolve, ANSWER_MS, false).unref()),
    ]);
  }

  onModuleDestroy(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private check(): Promise<boolean> {
    this.checking ??= this.write()
      .then(
        () => true,
        () => false,
      )
      .then((well) => {
        this.checked = { at: performance.now(), well };
        if (well) this.over();
        return well;
      })
      .finally(() => {
        this.checking = null;
      });
    return this.checking;
  }

  private write(): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const id = uuid();
      await insertRows(tx, WriteCheckRow, [{ id, padding: PADDING, at: Date.now() }]);
      await tx.query('DELETE FROM write_check WHERE id = ? OR at < ?', [id, Date.now() - 3_600_000]);
    }, 'records');
  }

  private failed(error: unknown): void {
    const kind = databaseTroubleOf(error);
    if (kind === null || this.closed) return;
    if (this.trouble?.kind !== kind) this.log.error(`nothing can be stored (${kind}): ${String(error)}`);
    this.trouble = { kind, since: this.trouble?.since ?? Date.now() };
    this.tryAgain();
  }

  private tryAgain(): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      // If the database itself fails, `failed` is called by it as well.
      void this.check().then((well) => {
        if (!well) this.tryAgain();
      });
    }, TRY_AGAIN_MS);
    this.timer.unref();
  }

  private over(): void {
    if (this.trouble === null) return;
    this.log.warn(`everything can be stored again, after ${Math.round((Date.now() - this.trouble.since) / 1000)} s`);
    this.trouble = null;
  }
}
