import { open } from 'node:fs/promises';
import type { DataSource } from 'typeorm';

/**
 * Brings commits to disk without holding up the program. SQLite's own sync runs inside COMMIT and blocks the event loop for
 * as long as the disk takes; so SQLite only writes its log (synchronous = NORMAL) and the log is synced here, off the loop,
 * before anybody is told that a commit is done. That is what synchronous = FULL promises, and a sync serves all who wait.
 */
export class WalSync {
  private waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  private syncing = false;

  /** @param sync brings everything written so far to disk. */
  constructor(private readonly sync: () => Promise<void>) {}

  /** Resolves when all that was committed before this call is on disk. @throws what the disk said: nobody knows what is there. */
  done(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      if (!this.syncing) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.syncing = true;
    while (this.waiting.length > 0) {
      // Whoever comes while the disk works may have committed after its sync began, and waits for the next.
      const served = this.waiting;
      this.waiting = [];
      try {
        await this.sync();
        for (const { resolve } of served) resolve();
      } catch (error) {
        for (const { reject } of served) reject(error);
      }
    }
    this.syncing = false;
  }
}

/** @returns null where the source has no log of its own to sync, or SQLite syncs it itself. */
export async function walSync(source: DataSource): Promise<WalSync | null> {
  const { database } = source.options;
  const [mode]: { journal_mode: string }[] = await source.query('PRAGMA journal_mode');
  if (mode?.journal_mode !== 'wal' || typeof database !== 'string') return null;
  await source.query('PRAGMA synchronous = NORMAL');
  return new WalSync(() => syncFile(`${database}-wal`));
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    // Removed when the last connection closes, after SQLite has brought everything into the main file and synced that.
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  try {
    await file?.datasync();
  } finally {
    await file?.close();
  }
}
