import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall, chineseFont, find, installPackages } from './apt.mjs';
import { startMariaDb } from './mariadb.mjs';
import { memoryFolder } from './memory-folder.mjs';
import { step } from './prepare.mjs';

/**
 * Needs of each tier, and the arguments of vitest. `TEST_SCOPE` (gate or all) chooses the files, in the tier's configuration.
 * @typedef {{ args: string[], env: Record<string, string>, close(): Promise<void> }} Prepared
 */
const FLOW = ['-c', 'test/vitest.flow.config.ts'];
const PROOF = ['-c', 'test/vitest.proof.config.ts'];
const E2E = ['-c', 'test/vitest.e2e.config.ts'];
const nothing = async () => {};

/** Tiers: each function prepares what the tier needs. @returns null if something is missing, which is reported to `missing`. */
export const TIERS = {
  unit: async () => ({ args: [], env: {}, close: nothing }),
  'flow-sqlite': async () => inMemory(FLOW, { TEST_DATABASE_URL: '' }),
  /** Includes several processes, which share a separate Redis. */
  'flow-mariadb': async (missing) => {
    if (!(await provide(missing, 'flow-mariadb', 'redis-server', ['redis-server']))) return null;
    const given = process.env.TEST_DATABASE_URL;
    if (given) return { args: FLOW, env: { TEST_DATABASE_URL: given }, close: nothing };
    if (!(await provide(missing, 'flow-mariadb', 'mariadbd', ['mariadb-server']))) return null;
    return onMariaDb(FLOW, { durable: false });
  },
  /** Crash matrix, storm and load (docs/reliability.md), on both databases; if a program for MariaDB is missing, only SQLite runs. */
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

/**
 * Puts databases and other temporary files in memory, if it has room: these tiers need no protection from power loss, and no test waits for
 * the disk.
 */
function inMemory(args, env) {
  const folder = mkdtempSync(join(memoryFolder(), 'dingdee-tier-'));
  return {
    args,
    env: { ...env, TMPDIR: folder },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param options `durable` if the tier kills the database server */
async function onMariaDb(args, options) {
  const { url, stop } = await step('启动 MariaDB', () => startMariaDb(options));
  return { args, env: { TEST_DATABASE_URL: url }, close: stop };
}

/** Makes a program available, by apt if that is allowed. @returns whether it is installed. */
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
