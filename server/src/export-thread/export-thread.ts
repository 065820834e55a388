import { parentPort, workerData } from 'node:worker_threads';
import { Database } from '../database/database.js';
import { writeExport } from '../dataset/export/write-export.js';
import type { ThreadJob, ThreadWord } from '../dataset/export/write-in-thread.js';
import { Datasets } from '../dataset/read/datasets.js';
import { dataSourceOptions, openDataSource } from '../schema/data-source.js';

/** Larger than in the main thread, because no request waits for a page here. */
const PAGE_ROWS = 500;
/** Pause between pages, so that the program and the database keep most of the machine. */
const MOST_REST_MS = 25;

const say = (word: ThreadWord): void => parentPort?.postMessage(word);

/** Writes one file of a dataset in a thread. It only reads the database; the main thread writes the progress. */
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
