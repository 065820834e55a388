import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Unit tests: beside their files. The flow and e2e tiers have configurations of their own in test/. */
export default defineConfig({
  test: {
    // Vitest would leave one core of two idle.
    maxWorkers: availableParallelism(),
    projects: [
      { test: { name: 'shared', include: ['shared/src/**/*.spec.ts'], environment: 'node' } },
      { test: { name: 'server', include: ['server/src/**/*.spec.ts'], environment: 'node', testTimeout: 20_000 } },
      {
        test: {
          name: 'sandbox',
          include: ['test/sandbox/**/*.spec.ts'],
          environment: 'node',
          testTimeout: 30_000,
          // The SDKs of DingTalk are CommonJS: imported as Node and the compiler see them.
          deps: { interopDefault: false },
        },
      },
      { test: { name: 'decode', include: ['test/decode/**/*.spec.ts'], environment: 'node', testTimeout: 7_200_000 } },
      { test: { name: 'crash', include: ['test/crash/**/*.spec.ts'], environment: 'node' } },
      { test: { name: 'scripts', include: ['scripts/**/*.spec.mjs'], environment: 'node' } },
      './miniapp/vitest.config.ts',
    ],
  },
});
