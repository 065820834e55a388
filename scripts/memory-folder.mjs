import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
/** Enough for several tiers in parallel, with the databases of their specs. */
const ENOUGH_BYTES = 4 * 2 ** 30;

/** Returns a folder in memory for temporary files; the usual folder if memory has too little room. */
export function memoryFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
