import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';

/** Locks and leases that only a database server has. */
const SERVER_ONLY = ['audit-sealers', 'kingdee-slots', 'schema', 'stream-takeover'];
/** Time that moves on by itself, which there is only in one process with SQLite. */
const SQLITE_ONLY = ['virtual-time', 'office-days'];
/** Several processes with a Redis of their own: npm run test:scale, with TEST_DATABASE_URL. */
const SEVERAL_PROCESSES = ['scale', 'wakes', 'call-limit'];
/**
 * What a database can change: locks, leases, pool, migrations, races, clocks, a restored backup, long queries. `npm test` runs these on
 * MariaDB too; everything else was the same on every database whenever both were run, and runs there in `npm run test:all`.
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
  'start',
  'two-orders',
];
/** Left to `npm run test:all`, each with the reason. */
const ONLY_IN_ALL: Readonly<Record<string, string>> = {};
const onServer = Boolean(process.env.TEST_DATABASE_URL);
/** `npm test` sets gate; every spec where nothing is set. */
const gate = process.env.TEST_SCOPE === 'gate';
const left = [
  ...(process.env.FLOW_SCALE === 'on' ? [] : SEVERAL_PROCESSES),
  ...(onServer ? SQLITE_ONLY : SERVER_ONLY),
  ...(gate ? Object.keys(ONLY_IN_ALL) : []),
];
const specs = gate && onServer ? CHANGED_BY_DATABASE : ['**/*'];

/**
 * Real server, real database, sandbox outside; TEST_DATABASE_URL chooses MariaDB or MySQL. Each file has a server and a database of its
 * own. Three at a time (FLOW_WORKERS): more of them keep two cores so busy that the product's own time-outs end calls that nothing is wrong with.
 */
export default defineConfig({
  test: {
    name: 'flow',
    root: import.meta.dirname,
    globalSetup: ['flow/bundled-server.ts', 'flow/template-database.ts'],
    setupFiles: ['flow/listed-problems.ts', 'flow/left-open.ts'],
    env: { FLOW_WORLD: process.env.FLOW_WORLD ?? (onServer ? 'process' : 'here') },
    // The bound server is loaded as it is.
    server: { deps: { external: [/\/server\/dist\/bundle-/] } },
    include: specs.map((name) => `flow/${name}.spec.ts`),
    exclude: left.map((name) => `flow/${name}.spec.ts`),
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: Number(process.env.FLOW_WORKERS || 3),
  },
});
