import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall, chineseFont, find, installPackages } from './apt.mjs';
import { startMariaDb } from './mariadb.mjs';
import { memoryFolder } from './memory-folder.mjs';
import { step } from './prepare.mjs';

/**
 * What each tier needs and how vitest runs it. `TEST_SCOPE` (gate or all) chooses the files, in the tier's configuration.
 * @typedef {{ args: string[], env: Record<string, string>, close(): Promise<void> }} Prepared
 */
const FLOW = ['-c', 'test/vitest.flow.config.ts'];
const PROOF = ['-c', 'test/vitest.proof.config.ts'];
const E2E = ['-c', 'test/vitest.e2e.config.ts'];
const nothing = async () => {};

/** Each tier: makes ready what it needs. @returns null where something is missing, which `missing` has been told. */
export const TIERS = {
  unit: async () => ({ args: [], env: {}, close: nothing }),
  'flow-sqlite': async () => inMemory(FLOW, { TEST_DATABASE_URL: '' }),
  /** Also several processes, which share a Redis of the specs' own. */
  'flow-mariadb': async (missing) => {
    if (!(await provide(missing, 'flow-mariadb', 'redis-server', ['redis-server']))) return null;
    const given = process.env.TEST_DATABASE_URL;
    if (given) return { args: FLOW, env: { TEST_DATABASE_URL: given }, close: nothing };
    if (!(await provide(missing, 'flow-mariadb', 'mariadbd', ['mariadb-server']))) return null;
    return onMariaDb(FLOW, { durable: false });
  },
  /** Crash matrix, storm and load (docs/reliability.md), on both databases; what is missing for MariaDB leaves SQLite. */
  proof: async (missing) => {
    const whole =
      (await provide(missing, 'proof（MariaDB）', 'redis-server', ['redis-server'])) &&
      (await provide(missing, 'proof（MariaDB）', 'mariadbd', ['mariadb-server']));
    return whole
      ? onMariaDb(PROOF, { durable: true })
      : { args: PROOF, env: { TEST_DATABASE_URL: '' }, close: nothing };
  },
  e2e: async (missing) => {
    const own = process.env.CHROMIUM;
    if (!own && !(await provide(missing, 'e2e', 'chromium', ['chromium', 'fonts-noto-cjk', 'openssl']))) return null;
    if (canInstall() && !chineseFont()) await installPackages(['fonts-noto-cjk']);
    return inMemory(E2E, { CHROMIUM: own ?? find('chromium'), TEST_DATABASE_URL: '' });
  },
};

/** Databases and other temporary files in memory, where it has room: these tiers lose no power, and no test waits for the disk. */
function inMemory(args, env) {
  const folder = mkdtempSync(join(memoryFolder(), 'dingdee-tier-'));
  return {
    args,
    env: { ...env, TMPDIR: folder },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param options durable where the tier kills the database server */
async function onMariaDb(args, options) {
  const { url, stop } = await step('启动 MariaDB', () => startMariaDb(options));
  return { args, env: { TEST_DATABASE_URL: url }, close: stop };
}

/** Makes a program available, by apt where that is allowed. @returns whether it is there. */
async function provide(missing, tier, program, packages) {
  if (find(program)) return true;
  if (canInstall()) {
    try {
      await installPackages(packages);
      if (find(program)) return true;
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
    }
  }
  missing(`${tier}：缺少 ${program}（Debian 包 ${packages.join(' ')}）`);
  return false;
}
