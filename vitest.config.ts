import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const MINIAPP = join(import.meta.dirname, 'miniapp');
/**
 * Words of a page's spec that puts other modules in place of those it loads. It gets modules and a window of its own; the others follow one
 * another in a few processes, because a window for each of a hundred files takes ten times as long as the files.
 */
const REPLACES_MODULES = /\bvi\.(?:mock|doMock)\(/;
const pageSpecs = readdirSync(join(MINIAPP, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => join('src', name));
const replaces = (file: string): boolean => REPLACES_MODULES.test(readFileSync(join(MINIAPP, file), 'utf8'));

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
      {
        extends: './miniapp/vitest.config.ts',
        test: { name: 'miniapp', root: MINIAPP, include: pageSpecs.filter(replaces) },
      },
      {
        extends: './miniapp/vitest.config.ts',
        test: {
          name: 'miniapp-together',
          root: MINIAPP,
          isolate: false,
          include: pageSpecs.filter((file) => !replaces(file)),
        },
      },
    ],
  },
});
