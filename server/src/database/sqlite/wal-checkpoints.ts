import { stat } from 'node:fs/promises';
import Libsql from 'libsql/promise';
import { LookTimer } from '../look-timer.js';

/** Size from which the log is moved; SQLite's own default is also 4 MB. */
const WORTH_BYTES = 4_000_000;

/**
 * Moves SQLite's log into the main file, off the event loop. SQLite itself would do it inside one of our COMMITs and block the whole process for some
 * ten milliseconds and two waits for the disk. The write connection does so only if this falls far behind (`wal_autocheckpoint` in data-source.ts).
 */
export class WalCheckpoints {
  private connection: Libsql | null = null;
  private running: Promise<void> | null = null;
  private timer: LookTimer | null = null;
  /** The log's time of change at the last move. */
  private movedUpTo = 0;

  /** @param failed called with the error of a failed move; the next move is tried all the same. */
  constructor(
    private readonly file: string,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Moves the log within `ms` after each call of the returned function, which is called after each commit. */
  within(ms: number): () => void {
    // The move is not waited for: its end, on another thread, must not decide when the next one is due.
    const timer = new LookTimer(
      async () => {
        void this.run();
      },
      ms,
      null,
    );
    this.timer = timer;
    return () => timer.soon();
  }

  /** Moves the log's present content if the log is large enough; one move at a time. */
  run(): Promise<void> {
    this.running ??= this.move()
      .catch(this.failed)
      .finally(() => {
        this.running = null;
      });
    return this.running;
  }

  /** Await this before the other connections close: the last one removes the log. */
  async close(): Promise<void> {
    await this.timer?.stop();
    await this.running;
    this.connection?.close();
    this.connection = null;
  }

  private async move(): Promise<void> {
    const log = await stat(`${this.file}-wal`).catch(() => null);
    if (log === null || log.size < WORTH_BYTES || log.mtimeMs === this.movedUpTo) return;
    this.connection ??= new Libsql(this.file, {});
    // PASSIVE waits for no reader: frames that are still being read stay for the next move.
    const checkpoint = await this.connection.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    await checkpoint.all();
    this.movedUpTo = log.mtimeMs;
  }
}
