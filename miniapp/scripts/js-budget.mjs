/**
 * JavaScript that a person waits for until the first list is visible, gzipped, for desk and phone.
 * Reads dist/.vite/manifest.json of the last build; fails beyond the budget.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KB = 1024;
/** Loaded on every first visit: the start, the login, live updates. */
const ALWAYS = ['index.html', 'src/start.ts', 'src/dingtalk/auth-code.ts', 'src/shell/LiveUpdates.vue'];
/** PhoneRoutes holds the home with its list of reasons; the first list of bills (PhoneReview) is counted in as well. */
const LAYOUTS = [
  {
    name: 'PC',
    budget: 310 * KB,
    entries: ['src/dingtalk/bridge-pc.ts', 'src/shell/desk/DeskRoutes.ts', 'src/detail/desk/BillDetail.vue'],
  },
  {
    name: 'phone',
    budget: 150 * KB,
    entries: ['src/dingtalk/bridge-phone.ts', 'src/shell/phone/PhoneRoutes.ts', 'src/review/phone/PhoneReview.vue'],
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

let failed = false;
for (const { name, budget, entries } of LAYOUTS) {
  const files = new Set();
  for (const entry of [...ALWAYS, ...entries]) filesOf(entry, files);
  const sizes = [...files]
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, bytes: gzipSync(readFileSync(new URL(file, DIST))).length }))
    .sort((a, b) => b.bytes - a.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const kits = sizes.filter(({ file }) => (name === 'PC' ? /vant/i : /element/i).test(file));
  for (const { file, bytes } of sizes.slice(0, 8))
    process.stdout.write(`  ${(bytes / KB).toFixed(1).padStart(6)} KB  ${file}\n`);
  const verdict = total <= budget && kits.length === 0 ? 'ok' : 'TOO MUCH';
  process.stdout.write(
    `${name}: ${(total / KB).toFixed(1)} KB of ${budget / KB} KB gzipped, ${sizes.length} files: ${verdict}\n`,
  );
  if (verdict !== 'ok') failed = true;
}
process.exit(failed ? 1 : 0);
