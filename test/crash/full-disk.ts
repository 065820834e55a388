import { existsSync } from 'node:fs';
import { prototypeOf, wrap } from './server-parts.js';

interface Source {
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/**
 * Preloaded into a real server on SQLite: while the file that FULL_DISK names exists, its database has no page left and can get none,
 * which SQLite answers as it answers a full disk. Only the specs call it; the server knows nothing of this.
 */
const FLAG = process.env.FULL_DISK ?? '';
const MOST_PAGES = 1_073_741_823;
let full = false;

async function fill(source: Source): Promise<void> {
  await source.query('CREATE TABLE IF NOT EXISTS filler (b blob)');
  const [row] = await source.query('PRAGMA page_count');
  await source.query(`PRAGMA max_page_count = ${String(row?.page_count)}`);
  // Pages that deleted rows have left are space too.
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
    if (full !== existsSync(FLAG)) {
      full = !full;
      await (full ? fill(source) : clear(source));
    }
    return call(...(args as never[]));
  });
