import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';

/**
 * Journeys that `npm test` runs (TEST_SCOPE=gate): each main page once, on a desk and on a phone, and each way that moves money. `npm run
 * test:all` runs all files, before a release and before a change of push, intake or schema is called done.
 */
const JOURNEYS: Readonly<Record<string, string>> = {
  desk: 'log-in, a missing value, approving, pushing until written back, history: the whole way on a PC',
  phone: 'the same on a phone: cards, holding, asking for papers, pushing, a small screen, a person without a role',
  'few-presses': 'by keyboard alone from a missing value to Kingdee, by four taps, and the tour of the first time',
  pages: 'collecting, mapping tables, members and schemes as pages of their own, with who may what',
  wizard: 'from an empty installation to the first bill in the queue',
  rules: 'the rules of a scheme are changed, tried and saved; two who change the same',
  'intake-page': 'whether all was collected, by day and by way, on a desk and on a phone',
  close: 'the month is closed by two people, with the three sums of the statement',
  data: 'an export holds what is on screen; tokens',
  'in-dingtalk': 'sharing, menus and links in DingTalk’s own client',
  trouble: 'what Kingdee refused, what was changed or cancelled, and the ways out',
  axe: 'names, roles and contrast of the pages of each day, light and dark',
};
const journeys = Object.keys(JOURNEYS).map((name) => `e2e/${name}.spec.ts`);
for (const file of journeys)
  if (!existsSync(fileURLToPath(new URL(file, import.meta.url)))) throw new Error(`no such journey: ${file}`);

/**
 * Chromium in front of the real server and the sandbox. Each file has its own of all three, with own ports and an own database, and often
 * waits for both, so two run at a time (E2E_WORKERS).
 */
export default defineConfig({
  test: {
    name: 'e2e',
    root: import.meta.dirname,
    globalSetup: ['flow/bundled-server.ts'],
    include: process.env.TEST_SCOPE === 'gate' ? journeys : ['e2e/**/*.spec.ts'],
    sequence: { sequencer: LongestFirst },
    // Only a failing test takes this long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
    maxWorkers: Number(process.env.E2E_WORKERS || 2),
  },
});
