import { stat } from 'node:fs/promises';
import Libsql from 'libsql/promise';

/** A log this large is worth moving; SQLite's own default is the same 4 MB. */
const WORTH_BYTES = 4_000_000;

/**
 * Moves SQLite's log into the main file off the event loop. SQLite itself would do it inside a COMMIT of ours, and hold up the
 * whole process for some ten milliseconds and two waits for the disk; the write connection only does so when this falls far
 * behind (`wal_autocheckpoint` in data-source.ts).
 */
export class WalCheckpoints {
  private connection: Libsql | null = null;
  private running: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** When the log had last been written, as of the last move. */
  private movedUpTo = 0;

  /** @param failed told why a move failed; the next one is tried all the same. */
  constructor(
    private readonly file: string,
    private readonly failed: (error: unknown) => void,
  ) {}

  every(ms: number): void {
    this.timer = setInterval(() => void this.run(), ms);
    this.timer.unref();
  }

  /** Moves what is there now, where it is worth it; one move at a time. */
  run(): Promise<void> {
    this.running ??= this.move()
      .catch(this.failed)
      .finally(() => {
        this.running = null;
      });
    return this.running;
  }

  /** To be awaited before the other connections close: the last one removes the log. */
  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
    this.connection?.close();
    this.connection = null;
  }

  private async move(): Promise<void> {
    const log = await stat(`${this.file}-wal`).catch(() => null);
    if (log === null || log.size < WORTH_BYTES || log.mtimeMs === this.movedUpTo) return;
    this.connection ??= new Libsql(this.file, {});
    // PASSIVE waits for nobody: frames that somebody still reads stay for the next time.
    const checkpoint = await this.connection.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    await checkpoint.all();
    this.movedUpTo = log.mtimeMs;
  }
}
