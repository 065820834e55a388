/**
 * JavaScript that a person waits for until the first list is visible, gzipped, for desk and phone.
 * Reads dist/.vite/manifest.json of the last build; fails beyond the budget.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KB = 1024;
/** The chunks of each first list (first-chunks.ts), and the bridge to the client. */
const LISTS = [
  { name: 'PC', budget: 200 * KB, chunks: ['start', 'desk'], bridge: 'src/dingtalk/bridge-pc.ts' },
  {
    name: 'PC with the bill beside the list',
    budget: 200 * KB,
    chunks: ['start', 'desk', 'bill'],
    bridge: 'src/dingtalk/bridge-pc.ts',
  },
  { name: 'phone, home', budget: 120 * KB, chunks: ['start', 'phone', 'home'], bridge: 'src/dingtalk/bridge-phone.ts' },
  {
    name: 'phone, review',
    budget: 120 * KB,
    chunks: ['start', 'phone', 'review'],
    bridge: 'src/dingtalk/bridge-phone.ts',
  },
];

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', DIST), 'utf8'));

/** Every file that an entry needs, following static imports only. */
function filesOf(key, found) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the manifest: the budget would measure too little`);
  if (found.has(chunk.file)) return;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) filesOf(next, found);
}

/** A chunk has no source file of its own; its name in the manifest carries the hash. */
const keyOf = (chunk) => Object.keys(manifest).find((key) => new RegExp(`^_${chunk}-[\\w-]{8}\\.js$`).test(key));

let failed = false;
for (const { name, budget, chunks, bridge } of LISTS) {
  const files = new Set();
  for (const entry of [keyOf('load'), bridge, ...chunks.map(keyOf)]) filesOf(entry, files);
  const sizes = [...files]
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, bytes: gzipSync(readFileSync(new URL(file, DIST))).length }))
    .sort((a, b) => b.bytes - a.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const kits = sizes.filter(({ file }) =>
    (name.startsWith('PC') ? /vant|phone-|home-|review-/i : /element|desk-|bill-/i).test(file),
  );
  for (const { file, bytes } of sizes.slice(0, 8))
    process.stdout.write(`  ${(bytes / KB).toFixed(1).padStart(6)} KB  ${file}\n`);
  const verdict = total <= budget && kits.length === 0 ? 'ok' : 'TOO MUCH';
  process.stdout.write(
    `${name}: ${(total / KB).toFixed(1)} KB of ${budget / KB} KB gzipped, ${sizes.length} files: ${verdict}\n`,
  );
  if (verdict !== 'ok') failed = true;
}
process.exit(failed ? 1 : 0);
