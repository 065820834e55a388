import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';

const onMariaDb = process.env.TEST_DATABASE_URL ? (['mariadb'] as const) : [];

/** Crash matrix, fault storm and load, small enough for every push (docs/reliability.md). The files run side by side: they mostly wait. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    sequence: { sequencer: LongestFirst },
    maxWorkers: Number(process.env.PROOF_WORKERS || 3),
    projects: (['sqlite', ...onMariaDb] as const).map((kind) => ({
      test: {
        name: `proof ${kind}`,
        root: import.meta.dirname,
        include: ['proof/**/*.spec.ts'],
        env: { PROOF_DATABASE: kind },
        pool: 'forks',
      },
    })),
  },
});
