import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';

const onMariaDb = process.env.TEST_DATABASE_URL ? (['mariadb'] as const) : [];

/**
 * Proofs that run on one database only: months and events are counted by DingTalk, independent of the database; many people at once need
 * the database of a real installation.
 */
const ONCE = { sqlite: onMariaDb.length > 0 ? ['load'] : [], mariadb: ['months', 'events'] };
/** Proofs left out in `npm test`: it runs each proof once, and small; months and events are left to `npm run test:all`. */
const GATE = { sqlite: ['months', 'events'], mariadb: ['crash'] };
const gate = process.env.TEST_SCOPE === 'gate';

/** Crash matrix, fault storm and load, small enough for every push (docs/reliability.md). Two files run in parallel. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    sequence: { sequencer: LongestFirst },
    maxWorkers: Number(process.env.PROOF_WORKERS || 2),
    projects: (['sqlite', ...onMariaDb] as const).map((kind) => ({
      test: {
        name: `proof ${kind}`,
        root: import.meta.dirname,
        include: ['proof/**/*.spec.ts'],
        exclude: [...ONCE[kind], ...(gate ? GATE[kind] : [])].map((name) => `proof/${name}.spec.ts`),
        env: { PROOF_DATABASE: kind },
        pool: 'forks',
      },
    })),
  },
});
