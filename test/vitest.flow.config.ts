import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';

/** Locks and leases that only a database server has. */
const SERVER_ONLY = ['audit-sealers', 'kingdee-slots', 'schema'];
/** Several processes with a Redis of their own: npm run test:scale, with TEST_DATABASE_URL. */
const SEVERAL_PROCESSES = ['scale', 'wakes', 'call-limit'];
/**
 * What the other side answers and how the program begins: the same on every database, so `npm test` runs them once, on SQLite.
 * FLOW_ALL=on runs them on a database server too.
 */
const SAME_EVERYWHERE = [
  'bad-input',
  'dingtalk-client',
  'door',
  'interplay-our-numbers',
  'kingdee-client',
  'late-commit',
  'process-clock',
  'start',
  'switches',
  'transport',
  'withdraw-lost-answers',
];
const onServer = Boolean(process.env.TEST_DATABASE_URL);
const left = [
  ...(process.env.FLOW_SCALE === 'on' ? [] : SEVERAL_PROCESSES),
  ...(onServer ? [] : SERVER_ONLY),
  ...(onServer && process.env.FLOW_ALL !== 'on' ? SAME_EVERYWHERE : []),
];

/**
 * Real server, real database, sandbox outside; TEST_DATABASE_URL chooses MariaDB or MySQL. Each file has a server and a database of its
 * own and mostly waits (three at a time keep less than one core busy): four at a time (FLOW_WORKERS).
 */
export default defineConfig({
  test: {
    name: 'flow',
    root: import.meta.dirname,
    globalSetup: ['flow/template-database.ts'],
    setupFiles: ['flow/listed-problems.ts'],
    include: ['flow/**/*.spec.ts'],
    exclude: left.map((name) => `flow/${name}.spec.ts`),
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: Number(process.env.FLOW_WORKERS || 4),
  },
});
