import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keysOf, vendorNames } from './vendor-names.mjs';

// npm run lint: checks that Kingdee's field names are only in its forms and its connector.
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Files that may name a vendor's field, with the reason. The list shrinks; an addition needs a reason that a reader would accept. */
const ALLOWED = {
  // The field that a person may choose for our key is checked where the request comes in.
  'shared/src/scheme.ts': 'the contract',
};

const FORMS = /^server\/src\/connectors\/[^/]+\/forms\/[^/]+\.ts$/;
const ELSEWHERE = /^(server\/src\/(connectors|database\/migrations)\/|.*(\.spec|-for-spec)\.ts$)/;
const listed = execFileSync(
  'git',
  [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    'server/src',
    'shared/src',
    'miniapp/src',
  ],
  { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
const known = new Set();
const files = new Map();
for (const path of listed.split('\0').filter((each) => /\.(ts|vue)$/.test(each))) {
  // The file is deleted, but the deletion is not committed.
  if (!existsSync(join(ROOT, path))) continue;
  const text = readFileSync(join(ROOT, path), 'utf8');
  if (FORMS.test(path)) for (const key of keysOf(text)) known.add(key);
  if (!ELSEWHERE.test(path)) files.set(path, text);
}
if (known.size === 0) throw new Error('no form names its fields: has connectors/…/forms moved?');
const found = vendorNames(files, known, ALLOWED);
for (const sentence of found) process.stderr.write(`${sentence}\n`);
process.exitCode = found.length > 0 ? 1 : 0;
