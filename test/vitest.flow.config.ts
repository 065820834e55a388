import { defineConfig } from 'vitest/config';

/** Real server, real database, sandbox outside; TEST_DATABASE_URL chooses MariaDB or MySQL. One file at a time: each starts a server. */
export default defineConfig({
  test: {
    name: 'flow',
    root: import.meta.dirname,
    include: ['flow/**/*.spec.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
