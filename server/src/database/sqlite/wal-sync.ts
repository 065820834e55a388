import { open } from 'node:fs/promises';
import type { DataSource } from 'typeorm';

/**
 * Syncs commits to disk without blocking the program. SQLite's own sync runs inside COMMIT and blocks the event loop as long as the disk takes. So
 * SQLite only writes its log (synchronous = NORMAL), and the log is synced here, off the event loop, before any commit is reported as done. This
 * gives the guarantee of synchronous = FULL, and one sync serves all waiting commits.
 */
export class WalSync {
  private waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  private syncing = false;

  /** @param sync syncs everything written so far to disk. */
  constructor(private readonly sync: () => Promise<void>) {}

  /** Resolves when everything committed before this call is on disk. @throws the disk's error: then it is unknown what is on disk. */
  done(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      if (!this.syncing) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.syncing = true;
    while (this.waiting.length > 0) {
      // A caller that arrives during a sync may have committed after the sync began, so it waits for the next sync.
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

/** Returns the sync of the source's log; null if the source has no log of its own, or SQLite syncs it itself. */
export async function walSync(source: DataSource): Promise<WalSync | null> {
  const { database } = source.options;
  const [mode]: { journal_mode: string }[] = await source.query('PRAGMA journal_mode');
  if (mode?.journal_mode !== 'wal' || typeof database !== 'string') return null;
  await source.query('PRAGMA synchronous = NORMAL');
  return new WalSync(() => syncFile(`${database}-wal`));
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    // SQLite removes the log when the last connection closes, after it has moved everything into the main file and synced that.
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  try {
    await file?.datasync();
  } finally {
    await file?.close();
  }
}
