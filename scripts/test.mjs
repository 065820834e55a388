import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { canInstall, chineseFont, find, installPackages } from './apt.mjs';
import { startMariaDb } from './mariadb.mjs';
import { build, install, ROOT, step } from './prepare.mjs';

// npm test [tier …]: unit, flow-sqlite, flow-mariadb, proof, e2e; all of them without names.
const TIERS = ['unit', 'flow-sqlite', 'flow-mariadb', 'proof', 'e2e'];
const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : TIERS;
const unknown = wanted.filter((tier) => !TIERS.includes(tier));
if (unknown.length > 0) {
  process.stderr.write(`没有这一层测试：${unknown.join(' ')}（可选：${TIERS.join(' ')}）\n`);
  process.exit(2);
}

const results = mkdtempSync(join(tmpdir(), 'dingdee-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];
/** Named again at the end: the log of a tier is long. */
const failures = [];
/** What took longest, and how long each tier took: where to look when the whole takes too long. */
const SLOWEST = 10;
const times = [];

/** Runs one vitest configuration and adds up what its JSON reporter says. */
async function vitest(tier, args, env = {}) {
  process.stderr.write(`\n── ${tier} ──\n`);
  const file = join(results, `${tier}.json`);
  const since = Date.now();
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (!existsSync(file)) {
    total.failed += 1;
    process.stderr.write(`${tier}：没有结果（退出码 ${code}）\n`);
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  // A file that could not even be loaded has no tests of its own.
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = numFailedTests + unloaded;
  for (const { name, message, assertionResults } of testResults) {
    const where = `${tier} ${relative(ROOT, name)}`;
    for (const { fullName, status, failureMessages } of assertionResults)
      if (status === 'failed') failures.push([`${where} › ${fullName}`, failureMessages[0] ?? '']);
    if (message && assertionResults.every(({ status }) => status !== 'failed')) failures.push([where, message]);
  }
  const files = testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(ROOT, name), ms: endTime - startTime }))
    .sort((one, other) => other.ms - one.ms);
  times.push(`${tier}：${seconds(Date.now() - since)}`);
  if (tier !== 'unit')
    times.push(...files.slice(0, SLOWEST).map(({ name, ms }) => `  ${seconds(ms).padStart(6)}  ${name}`));
  total.passed += numPassedTests;
  total.failed += failed > 0 || code === 0 ? failed : 1;
  total.skipped += numPendingTests + numTodoTests;
  process.stderr.write(`${tier}：${numPassedTests} passed, ${failed} failed\n`);
}

function seconds(ms) {
  return `${Math.round(ms / 1000)} s`;
}

/** Makes a program available, by apt where that is allowed. @returns whether it is there. */
async function provide(tier, program, packages) {
  if (find(program)) return true;
  if (canInstall()) {
    try {
      await installPackages(packages);
      if (find(program)) return true;
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
    }
  }
  notRun.push(`${tier}：缺少 ${program}（Debian 包 ${packages.join(' ')}）`);
  return false;
}

/** Also several processes, which share a Redis of the specs' own. */
async function flowOnMariaDb() {
  const flow = ['-c', 'test/vitest.flow.config.ts'];
  if (!(await provide('flow-mariadb', 'redis-server', ['redis-server']))) return;
  const given = process.env.TEST_DATABASE_URL;
  if (given) return vitest('flow-mariadb', flow, { TEST_DATABASE_URL: given, FLOW_ONCE: 'on' });
  if (!(await provide('flow-mariadb', 'mariadbd', ['mariadb-server']))) return;
  const { url, stop } = await step('启动 MariaDB', startMariaDb);
  try {
    await vitest('flow-mariadb', flow, { TEST_DATABASE_URL: url, FLOW_ONCE: 'on' });
  } finally {
    await stop();
  }
}

/** Crash matrix, storm and load (docs/reliability.md), on both databases; what is missing for MariaDB leaves SQLite. */
async function proof() {
  const config = ['-c', 'test/vitest.proof.config.ts'];
  const whole =
    (await provide('proof（MariaDB）', 'redis-server', ['redis-server'])) &&
    (await provide('proof（MariaDB）', 'mariadbd', ['mariadb-server']));
  if (!whole) return vitest('proof', config, { TEST_DATABASE_URL: '' });
  const { url, stop } = await step('启动 MariaDB', startMariaDb);
  try {
    await vitest('proof', config, { TEST_DATABASE_URL: url });
  } finally {
    await stop();
  }
}

async function e2e() {
  const own = process.env.CHROMIUM;
  if (!own && !(await provide('e2e', 'chromium', ['chromium', 'fonts-noto-cjk', 'openssl']))) return;
  if (canInstall() && !chineseFont()) await installPackages(['fonts-noto-cjk']);
  await vitest('e2e', ['-c', 'test/vitest.e2e.config.ts'], {
    CHROMIUM: own ?? find('chromium'),
    TEST_DATABASE_URL: '',
  });
}

try {
  await install();
  await build();
  if (wanted.includes('unit')) await vitest('unit', []);
  if (wanted.includes('flow-sqlite'))
    await vitest('flow-sqlite', ['-c', 'test/vitest.flow.config.ts'], { TEST_DATABASE_URL: '', FLOW_ONCE: 'on' });
  if (wanted.includes('flow-mariadb')) await flowOnMariaDb();
  if (wanted.includes('proof')) await proof();
  if (wanted.includes('e2e')) await e2e();
} catch (error) {
  total.failed += 1;
  process.stderr.write(`${error.stack ?? error}\n`);
} finally {
  rmSync(results, { recursive: true, force: true });
}

const strict = Boolean(process.env.CI) && process.env.CI !== 'false';
if (total.skipped > 0) {
  process.stderr.write(`\n!! 有 ${total.skipped} 个测试被跳过：跳过的测试算失败。\n`);
  total.failed += total.skipped;
}
process.stderr.write(`\n${times.join('\n')}\n`);
for (const [name, message] of failures)
  process.stderr.write(`\n✗ ${name}\n${message.split('\n').slice(0, 6).join('\n').slice(0, 800)}\n`);
for (const reason of notRun) process.stderr.write(`\n!! 没有运行 ${reason}\n`);
if (strict) total.failed += notRun.length;
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
