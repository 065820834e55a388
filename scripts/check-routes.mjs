import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routeFaults } from './route-table.mjs';

// npm run lint: checks that every HTTP operation is a row of the table, is served once, names who may call it, and is called by a test.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

const listed = execFileSync(
  'git',
  [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    'shared/src',
    'server/src',
    'miniapp/src',
    'test',
  ],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const files = new Map();
for (const path of listed.split('\0').filter((each) => /\.(ts|vue)$/.test(each)))
  try {
    files.set(path, read(path));
  } catch (error) {
    // The file is deleted, but the deletion is not committed.
    if (error.code !== 'ENOENT') throw error;
  }
const [, common] = /COMMON_PROBLEMS = \[([\s\S]*?)\]/.exec(read('shared/src/routes/route.ts')) ?? [];
if (common === undefined) throw new Error('shared/src/routes/route.ts names no COMMON_PROBLEMS');
const found = routeFaults(
  files,
  [...common.matchAll(/'([^']+)'/g)].map(([, code]) => code),
);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
