import { Worker } from 'node:worker_threads';
import { removeFile } from './file-out.js';
import type { Wanted, Written } from './write-export.js';

/** Its own heap: what is read is a page at a time, so more is a fault. */
const MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

export interface ThreadJob {
  /** Of the database, which it only reads, by a connection of its own. */
  url: string;
  wanted: Wanted;
}
/** What the thread says. */
export type ThreadWord = { rows: number } | { written: Written } | { fault: { message: string; code?: unknown } };

/**
 * `writeExport` beside the program, in a thread with a connection and a heap of its own: nobody who works meanwhile waits for a page of it.
 * @param told about once a second, with the rows so far; false: somebody stopped it.
 * @param leaving the process ends.
 * @returns null where somebody stopped it. @throws what goes wrong, with `code` where the system said one; nothing of the file is left then.
 */
export async function writeInThread(
  job: ThreadJob,
  told: (rows: number) => Promise<boolean>,
  leaving: AbortSignal,
): Promise<Written | null> {
  // Specs run from the sources, and a thread can only run what is built.
  const here = new URL(import.meta.url.replace('/server/src/', '/server/dist/'));
  const bundled = !here.pathname.includes('/dataset/export/');
  const worker = new Worker(new URL(bundled ? './export-thread.js' : '../../export-thread/export-thread.js', here), {
    workerData: job,
    resourceLimits: MEMORY,
  });
  let end = (): void => {};
  try {
    const written = await new Promise<Written | null>((resolve, reject) => {
      end = () => reject(new Error('the process ends'));
      if (leaving.aborted) end();
      leaving.addEventListener('abort', end);
      worker.on('message', (word: ThreadWord) => {
        if ('written' in word) resolve(word.written);
        else if ('fault' in word) reject(Object.assign(new Error(word.fault.message), { code: word.fault.code }));
        else told(word.rows).then((goesOn) => goesOn || resolve(null), reject);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread of an export ended without a word')));
    });
    if (written === null) await leaveNothing(worker, job.wanted.file);
    return written;
  } catch (error) {
    await leaveNothing(worker, job.wanted.file);
    throw error;
  } finally {
    leaving.removeEventListener('abort', end);
  }
}

async function leaveNothing(worker: Worker, file: string): Promise<void> {
  await worker.terminate();
  await removeFile(file);
}
