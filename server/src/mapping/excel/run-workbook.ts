import { Worker } from 'node:worker_threads';
import { type FileFault, type ReadFile, UnreadableFile, unreadable } from './file-faults.js';
import type { SheetsToWrite } from './write-workbook.js';

const LONGEST_MS = 60_000;
const MEMORY_MB = 512;
/** Most workers at once: each takes a core and half a gigabyte at worst. */
const MOST_AT_ONCE = 1;

type Job = { read: Uint8Array } | { write: SheetsToWrite };
type Answer = { done: unknown } | { faults: readonly FileFault[] };

let going = 0;
const waiting: (() => void)[] = [];

/** Reads an .xlsx file in a thread of its own, within limits of time and memory. @throws UnreadableFile */
export const readInWorker = (bytes: Buffer): Promise<ReadFile> => inTurn({ read: bytes }) as Promise<ReadFile>;

/** Writes an .xlsx file in a thread of its own. */
export async function writeInWorker(sheets: SheetsToWrite): Promise<Buffer> {
  return Buffer.from((await inTurn({ write: sheets })) as Uint8Array);
}

async function inTurn(job: Job): Promise<unknown> {
  if (going < MOST_AT_ONCE) going += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await run(job);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else going -= 1;
  }
}

function run(job: Job): Promise<unknown> {
  // Specs run from the sources, but a thread can only run built code.
  const file = new URL(import.meta.url.replace('/server/src/', '/server/dist/'));
  const worker = new Worker(new URL('./workbook-worker.js', file), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(unreadable('too-slow'));
      void worker.terminate();
    }, LONGEST_MS);
    worker.once('message', (answer: Answer) =>
      'done' in answer ? resolve(answer.done) : reject(new UnreadableFile(answer.faults)),
    );
    worker.once('error', (error: Error & { code?: string }) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? unreadable('too-large-inside') : error),
    );
    worker.once('exit', () => {
      clearTimeout(late);
      reject(unreadable('broken'));
    });
  });
}
