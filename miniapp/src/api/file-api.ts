import { addressOf, callBytes } from './http.js';

/** Largest number of parallel downloads, so that other requests of the page do not wait behind slow pictures. */
const MOST_AT_ONCE = 3;

let going = 0;
const waiting: (() => void)[] = [];

async function place(): Promise<void> {
  if (going < MOST_AT_ONCE) going += 1;
  // A finished download hands its place to the next one.
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else going -= 1;
}

/** Returns the address of one file of a bill on our server. @param index in `attachmentList` */
export const fileUrl = (billId: string, index: number): string =>
  addressOf('GET /api/bills/:id/files/:place', { id: billId, place: index });

/** @returns null if `signal` was aborted @throws ApiProblem */
export async function fetchFile(url: string, signal: AbortSignal): Promise<Blob | null> {
  await place();
  try {
    return signal.aborted ? null : await callBytes(url, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    leave();
  }
}
