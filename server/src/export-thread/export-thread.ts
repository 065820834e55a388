import { parentPort, workerData } from 'node:worker_threads';
import { Database } from '../database/database.js';
import { writeExport } from '../dataset/export/write-export.js';
import type { ThreadJob, ThreadWord } from '../dataset/export/write-in-thread.js';
import { Datasets } from '../dataset/read/datasets.js';
import { dataSourceOptions, openDataSource } from '../schema/data-source.js';

/** More than in the program's own turns: nobody waits for one of these. */
const PAGE_ROWS = 500;
/** The rest of the machine is the program's, and the database's. */
const MOST_REST_MS = 25;

const say = (word: ThreadWord): void => parentPort?.postMessage(word);

/** One file of a dataset, written beside the program. It only reads: what is under way is written down by whoever started it. */
async function write({ url, wanted }: ThreadJob): Promise<void> {
  const source = await openDataSource({ ...dataSourceOptions(url, 'read'), entities: [] });
  try {
    const db = new Database(source, source);
    const pace = { pageRows: PAGE_ROWS, rest: (took: number) => Math.min(took / 2, MOST_REST_MS) };
    const written = await writeExport(db, new Datasets(db), wanted, pace, async (rows) => {
      say({ rows });
      return true;
    });
    if (written !== null) say({ written });
  } finally {
    await source.destroy();
  }
}

void write(workerData as ThreadJob).catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  say({ fault: { message: error instanceof Error ? (error.stack ?? error.message) : String(error), code } });
});
