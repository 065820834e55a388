import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository: this file is run as it stands by vitest, and compiled from test/dist. */
export const ROOT = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : above(dirname(folder));
}
