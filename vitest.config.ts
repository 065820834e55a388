import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Unit tests: beside their files. The flow and e2e tiers have configurations of their own in test/. Files of one worker share their modules
 * (`isolate: false`), because loading them takes longer than running them: a spec puts back what it fakes.
 */
export default defineConfig({
  test: {
    // Vitest would leave one core of two idle.
    maxWorkers: availableParallelism(),
    projects: [
      { test: { name: 'shared', isolate: false, include: ['shared/src/**/*.spec.ts'], environment: 'node' } },
      {
        test: {
          name: 'server',
          isolate: false,
          include: ['server/src/**/*.spec.ts'],
          globalSetup: ['server/src/schema/migrated-template.ts'],
          environment: 'node',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'sandbox',
          isolate: false,
          include: ['test/sandbox/**/*.spec.ts'],
          environment: 'node',
          testTimeout: 30_000,
          // The SDKs of DingTalk are CommonJS: imported as Node and the compiler see them.
          deps: { interopDefault: false },
        },
      },
      {
        test: {
          name: 'decode',
          isolate: false,
          include: ['test/decode/**/*.spec.ts'],
          environment: 'node',
          testTimeout: 7_200_000,
        },
      },
      { test: { name: 'crash', isolate: false, include: ['test/crash/**/*.spec.ts'], environment: 'node' } },
      { test: { name: 'sim', isolate: false, include: ['test/sim/**/*.spec.ts'], environment: 'node' } },
      { test: { name: 'scripts', isolate: false, include: ['scripts/**/*.spec.mjs'], environment: 'node' } },
      './miniapp/vitest.config.ts',
    ],
  },
});
