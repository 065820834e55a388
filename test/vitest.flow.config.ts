import { defineConfig } from 'vitest/config';

/** Several processes need MariaDB or MySQL, and a redis-server; SQLite belongs to one. */
const SCALE_OUT = ['scale', 'wakes', 'call-limit', 'kingdee-slots', 'schema'].map((name) => `flow/${name}.spec.ts`);

/** Real server, real database, sandbox outside; TEST_DATABASE_URL chooses MariaDB or MySQL. One file at a time: each starts a server. */
export default defineConfig({
  test: {
    name: 'flow',
    root: import.meta.dirname,
    include: ['flow/**/*.spec.ts'],
    exclude: process.env.TEST_DATABASE_URL ? [] : SCALE_OUT,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
