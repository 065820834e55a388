import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
/** Several tiers beside each other, with the databases of their specs. */
const ENOUGH_BYTES = 4 * 2 ** 30;

/** Where temporary files cost no disk; the usual folder where memory has no room for them. */
export function memoryFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
