import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.longest-first.js';

/**
 * Chromium in front of the real server and the sandbox. Each file has its own of all three, with ports and a database of their own, and
 * waits for both often enough: two at a time (E2E_WORKERS).
 */
export default defineConfig({
  test: {
    name: 'e2e',
    root: import.meta.dirname,
    globalSetup: ['flow/bundled-server.ts'],
    include: ['e2e/**/*.spec.ts'],
    sequence: { sequencer: LongestFirst },
    // Only what is red takes that long.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
    maxWorkers: Number(process.env.E2E_WORKERS || 2),
  },
});
