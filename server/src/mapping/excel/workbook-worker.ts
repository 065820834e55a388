import { parentPort, workerData } from 'node:worker_threads';
import { UnreadableFile } from './file-faults.js';
import { readWorkbook } from './read-workbook.js';
import { type SheetsToWrite, writeWorkbook } from './write-workbook.js';

/** Reads or writes a file beside the main thread: it takes seconds, and a malicious file breaks only this thread. */
const job = workerData as { read: Uint8Array } | { write: SheetsToWrite };

async function run(): Promise<void> {
  try {
    const done = 'read' in job ? await readWorkbook(Buffer.from(job.read)) : await writeWorkbook(job.write);
    parentPort?.postMessage({ done });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    parentPort?.postMessage({ faults: error.faults });
  }
}

void run();
