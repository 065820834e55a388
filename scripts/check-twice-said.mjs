import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTwice } from './twice-said.mjs';

// npm run lint: a sentence of the pages stands in one file, which desk and phone both read.
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Summaries of the interface's description are read by programmers, not by who uses the pages. */
const DESCRIPTION = 'shared/src/routes/';

/** Texts that still stand in two files. The list may only become shorter. */
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
      // Deleted and not yet committed.
      if (error.code !== 'ENOENT') throw error;
    }
const found = readTwice(files, KNOWN);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
