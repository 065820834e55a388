import { existsSync } from 'node:fs';
import { prototypeOf, wrap } from './server-parts.js';

interface Source {
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/**
 * Preloaded into a real server on SQLite: while the file that FULL_DISK names exists, its database has no free page and can get none, and
 * SQLite answers as with a full disk. Only specs use it; the server has no code for this.
 */
const FLAG = process.env.FULL_DISK ?? '';
const MOST_PAGES = 1_073_741_823;
let full = false;

async function fill(source: Source): Promise<void> {
  await source.query('CREATE TABLE IF NOT EXISTS filler (b blob)');
  const [row] = await source.query('PRAGMA page_count');
  await source.query(`PRAGMA max_page_count = ${String(row?.page_count)}`);
  // Pages left by deleted rows are free space too.
  for (const bytes of [3000, 300])
    for (;;) {
      try {
        await source.query(`INSERT INTO filler VALUES (zeroblob(${bytes}))`);
      } catch {
        break;
      }
    }
}

async function clear(source: Source): Promise<void> {
  await source.query(`PRAGMA max_page_count = ${MOST_PAGES}`);
  await source.query('DROP TABLE filler');
}

if (FLAG !== '')
  wrap(await prototypeOf('database/sqlite/one-writer.js', 'OneWriter'), 'shareCommit', async (call, args, self) => {
    const { source } = self as { source: Source };
    const wasFull = full;
    full = existsSync(FLAG);
    // Rows that were deleted since the last write have left pages free.
    if (full) await fill(source);
    else if (wasFull) await clear(source);
    return call(...(args as never[]));
  });
