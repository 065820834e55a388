import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst, TOGETHER } from './vitest.longest-first.js';

/** Specs about locks and leases that only a database server has. */
const SERVER_ONLY = ['audit-sealers', 'kingdee-slots', 'schema', 'stream-takeover'];
/** Specs in virtual time, which works only in one process with SQLite. */
const SQLITE_ONLY = ['virtual-time', 'office-days', 'idle-hour'];
/** Specs with several processes and their own Redis: npm run test:scale, with TEST_DATABASE_URL. */
const SEVERAL_PROCESSES = ['scale', 'wakes', 'call-limit'];
/**
 * Specs whose result a database can change: locks, leases, pool, migrations, races, clocks, a restored backup, long queries. `npm test`
 * runs these on MariaDB too, without their tests that no database changes (flow/changed-by-database.ts); all others were the same on every database whenever both were run, and run there in `npm run test:all`.
 */
const CHANGED_BY_DATABASE = [
  ...SERVER_ONLY,
  'approvals-to-bills',
  'audit-tampering',
  'clock-jumps',
  'database-pool',
  'datasets',
  'dead-leases',
  'desk-views',
  'events',
  'mapping-import',
  'migration-kill',
  'nothing-stored',
  'notices',
  'old-database',
  'racers',
  'restore',
  'scale-lists',
  'scheme-race',
  'two-orders',
];
/** Specs that only `npm run test:all` runs, each with the reason. */
const ONLY_IN_ALL: Readonly<Record<string, string>> = {};
const onServer = Boolean(process.env.TEST_DATABASE_URL);
const world = process.env.FLOW_WORLD ?? (onServer ? 'process' : 'here');
/** `npm test` sets gate; if nothing is set, every spec runs. */
const gate = process.env.TEST_SCOPE === 'gate';
const left = [
  ...(process.env.FLOW_SCALE === 'on' ? [] : SEVERAL_PROCESSES),
  ...(onServer ? SQLITE_ONLY : SERVER_ONLY),
  ...(gate ? Object.keys(ONLY_IN_ALL) : []),
];

/**
 * Words of a spec that changes something for its whole process: clock, environment, functions of Node. It gets a process of its own, as every
 * spec does whose server is a process; all others follow one another in a few processes, which then have loaded and compiled the server
 * (docs/decisions/0116-one-process-for-specs.md).
 */
const CHANGES_PROCESS = /virtual-time|at-ten|own-clock|process\.env|globalThis|\.prototype|\bvi\./;
const folder = join(import.meta.dirname, 'flow');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => basename(name, '.spec.ts'))
  .filter((name) => !left.includes(name) && (!gate || !onServer || CHANGED_BY_DATABASE.includes(name)));
const isAlone = (name: string): boolean =>
  world === 'process' || CHANGES_PROCESS.test(readFileSync(join(folder, `${name}.spec.ts`), 'utf8'));
const filesOf = (chosen: readonly string[]): string[] => chosen.map((name) => `flow/${name}.spec.ts`);

/**
 * Real server, real database, external sandbox; TEST_DATABASE_URL chooses MariaDB or MySQL. Each file has its own server and database.
 * Three run at a time (FLOW_WORKERS): more would keep two cores so busy that the product's own time-outs end healthy calls.
 */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: ['flow/bundled-server.ts', 'flow/template-database.ts'],
    setupFiles: ['flow/listed-problems.ts', 'flow/left-open.ts'],
    env: { FLOW_WORLD: world },
    // The server is loaded unchanged, bundled or as its modules.
    server: { deps: { external: [/\/server\/dist\//] } },
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: Number(process.env.FLOW_WORKERS || 3),
    projects: [
      { extends: true, test: { name: 'flow', include: filesOf(names.filter(isAlone)) } },
      {
        extends: true,
        test: { name: TOGETHER, isolate: false, include: filesOf(names.filter((name) => !isAlone(name))) },
      },
    ],
  },
});
