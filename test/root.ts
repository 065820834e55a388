import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Root of the repository: vitest runs this file from its source, other programs from test/dist. */
export const ROOT = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : above(dirname(folder));
}
