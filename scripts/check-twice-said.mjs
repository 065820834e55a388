import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTwice } from './twice-said.mjs';

// npm run lint: checks that a sentence of the pages is in one file, which desk and phone both read.
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folder of the API description, whose summaries are read by programmers, not by users of the pages. */
const DESCRIPTION = 'shared/src/routes/';

/** Texts that are still in two files. The list may only become shorter. */
const KNOWN = [];

const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', 'miniapp/src', 'shared/src'],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const files = new Map();
for (const path of listed.split('\0'))
  if (/\.(ts|vue)$/.test(path) && !/(\.spec|-for-spec)\.ts$/.test(path) && !path.startsWith(DESCRIPTION))
    try {
      files.set(path, readFileSync(join(ROOT, path), 'utf8'));
    } catch (error) {
      // The file is deleted, but the deletion is not committed.
      if (error.code !== 'ENOENT') throw error;
    }
const found = readTwice(files, KNOWN);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
