import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenCitations } from './doc-links.mjs';

// npm run lint: checks that the citations in code and documents exist.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READ = /\.(ts|vue|mjs|cjs|css|md|ya?ml|example|html)$|(^|\/)Dockerfile$|^\.ci\//;
/** Files that name documents that do not exist. */
const OWN = new Set(['scripts/doc-links.mjs', 'scripts/doc-links.spec.mjs']);

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const files = new Map();
for (const path of listed.split('\0').filter(Boolean)) {
  let text = '';
  try {
    if (READ.test(path) && !OWN.has(path)) text = readFileSync(join(ROOT, path), 'utf8');
  } catch (error) {
    // The file is deleted, but the deletion is not committed.
    if (error.code !== 'ENOENT') throw error;
    continue;
  }
  files.set(path, text);
}
const broken = brokenCitations(files);
for (const sentence of broken) process.stderr.write(`${sentence}\n`);
if (broken.length > 0) {
  process.stderr.write(`${broken.length} citations lead nowhere\n`);
  process.exit(1);
}
