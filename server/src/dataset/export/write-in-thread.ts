import { Worker } from 'node:worker_threads';
import { removeFile } from './file-out.js';
import type { Wanted, Written } from './write-export.js';

/** Heap limits of the thread: it reads one page at a time, so a larger heap means a bug. */
const MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

export interface ThreadJob {
  /** URL of the database; the thread only reads it, over a connection of its own. */
  url: string;
  wanted: Wanted;
}
/** Messages of the thread. */
export type ThreadWord = { rows: number } | { written: Written } | { fault: { message: string; code?: unknown } };

/**
 * Runs `writeExport` in a thread with its own connection and heap: no request waits for its pages.
 * @param told called about once a second with the rows so far; false: a person stopped it.
 * @param leaving aborted when the process stops.
 * @returns null if a person stopped it. @throws any error, with `code` if the system gave one; in both cases the file is removed.
 */
export async function writeInThread(
  job: ThreadJob,
  told: (rows: number) => Promise<boolean>,
  leaving: AbortSignal,
): Promise<Written | null> {
  // Specs run from the sources, but a thread can only run built code.
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
