import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build, install, ROOT } from './prepare.mjs';
import { TIERS } from './test-tiers.mjs';
import { countAnew, readAnswer, whatToRepeat } from './test-verdict.mjs';

// npm test [tier …] [part of a path …]: the tests that every change must pass; npm run test:all: every spec on both databases, all proofs,
// the whole of e2e. A word with a slash chooses files of the named tiers: npm test flow-sqlite flow/watch.
const ALL = '--all';
const given = process.argv.slice(2);
const scope = given.includes(ALL) ? 'all' : 'gate';
const chosen = given.filter((word) => word.includes('/'));
const named = given.filter((word) => word !== ALL && !chosen.includes(word));
const names = Object.keys(TIERS);
const unknown = named.filter((tier) => !names.includes(tier));
if (unknown.length > 0) {
  process.stderr.write(`没有这一层测试：${unknown.join(' ')}（可选：${names.join(' ')}）\n`);
  process.exit(2);
}

const results = mkdtempSync(join(tmpdir(), 'dingdee-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];
/** Failures, printed again at the end because the log of a tier is long. */
const failures = [];
const forgiven = [];
/** Number of slowest files that are printed with the time of each tier, to find what makes the run long. */
const SLOWEST = 10;
const times = [];
/** Failed files, which may run once more after all tiers. */
const failedFiles = [];
const FLAKY_LOG = join(ROOT, '.ci/flaky.jsonl');

/**
 * Settings that the tiers' configurations read; FLOW_FAULTS=all: each spec meets every kind of lost answer, not only one of each family.
 */
const SCOPE = { gate: { TEST_SCOPE: 'gate' }, all: { TEST_SCOPE: 'all', FLOW_FAULTS: 'all' } };

const seconds = (ms) => `${Math.round(ms / 1000)} s`;

/** Runs vitest once. @returns its answer, null if it gave none; `code` is its exit code. */
async function vitest(name, { args, env }, more = []) {
  const file = join(results, `${name}.json`);
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...args,
      ...more,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: ROOT, env: { ...process.env, ...SCOPE[scope], ...env }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { code, answer: existsSync(file) ? readAnswer(JSON.parse(readFileSync(file, 'utf8'))) : null };
}

async function runTier(tier) {
  process.stderr.write(`\n── ${tier} ──\n`);
  const since = Date.now();
  const prepared = await TIERS[tier]((reason) => notRun.push(reason));
  if (!prepared) return;
  try {
    const { code, answer } = await vitest(tier, prepared, chosen);
    if (!answer) {
      total.failed += 1;
      failures.push([`${tier}`, `没有结果（退出码 ${code}）`]);
      return;
    }
    total.passed += answer.passed;
    total.failed += answer.failed;
    total.skipped += answer.skipped;
    // An error outside of all tests cannot be repeated.
    if (answer.failed === 0 && code !== 0) {
      total.failed += 1;
      failures.push([tier, `所有测试通过，但 vitest 以 ${code} 退出：测试之外有错误，见上面的日志`]);
    }
    for (const each of answer.files)
      if (each.failures.length > 0) failedFiles.push({ ...each, tier, file: relative(ROOT, each.file) });
    times.push(`${tier}：${answer.files.length} 个文件，${answer.passed} passed，${seconds(Date.now() - since)}`);
    const slowest = [...answer.files].sort((one, other) => other.ms - one.ms).slice(0, SLOWEST);
    times.push(...slowest.map(({ file, ms }) => `  ${seconds(ms).padStart(6)}  ${relative(ROOT, file)}`));
    process.stderr.write(`${tier}：${answer.passed} passed, ${answer.failed} failed\n`);
  } finally {
    await prepared.close();
  }
}

/** Runs a failed file once more, alone in a fresh process. @returns whether it passed. */
async function passesAlone(first, number) {
  const { tier, file } = first;
  process.stderr.write(`\n── 单独重跑 ${tier} ${file} ──\n`);
  const prepared = await TIERS[tier](() => undefined);
  if (!prepared) return false;
  try {
    const { code, answer } = await vitest(`again-${number}`, prepared, ['--maxWorkers=1', file]);
    if (code !== 0 || !answer || answer.failed > 0 || answer.passed === 0) return false;
    countAnew(total, first, answer);
    return true;
  } finally {
    await prepared.close();
  }
}

/**
 * Repeats failed files. A file that passes alone is flaky: it is printed and recorded in .ci/flaky.jsonl, and has to be fixed before other
 * work continues.
 */
async function repeatFailed() {
  const { again, red } = whatToRepeat(failedFiles);
  if (red) process.stderr.write(`\n${red}\n`);
  for (const [number, each] of again.entries()) {
    const load = loadavg().map((value) => value.toFixed(1));
    if (!(await passesAlone(each, number))) continue;
    failedFiles.splice(failedFiles.indexOf(each), 1);
    const [{ title, message }] = each.failures;
    const first = message.split('\n')[0].slice(0, 300);
    forgiven.push(`flaky ${each.tier} ${each.file} › ${title}: ${first}`);
    const seed = /seed (\d+)/.exec(title)?.[1] ?? null;
    appendFileSync(
      FLAKY_LOG,
      `${JSON.stringify({ at: new Date().toISOString(), tier: each.tier, file: each.file, title, message: first, seed, load })}\n`,
    );
  }
}

try {
  await install();
  await build();
  for (const tier of names) if (named.length === 0 || named.includes(tier)) await runTier(tier);
  await repeatFailed();
} catch (error) {
  total.failed += 1;
  process.stderr.write(`${error.stack ?? error}\n`);
} finally {
  rmSync(results, { recursive: true, force: true });
}

for (const { tier, file, failures: some } of failedFiles)
  for (const { title, message } of some) failures.push([`${tier} ${file} › ${title || '（文件本身）'}`, message]);

const strict = Boolean(process.env.CI) && process.env.CI !== 'false';
if (total.skipped > 0) {
  process.stderr.write(`\n!! 有 ${total.skipped} 个测试被跳过：跳过的测试算失败。\n`);
  total.failed += total.skipped;
}
process.stderr.write(`\n${times.join('\n')}\n`);
for (const [name, message] of failures)
  process.stderr.write(`\n✗ ${name}\n${message.split('\n').slice(0, 6).join('\n').slice(0, 800)}\n`);
for (const line of forgiven) process.stderr.write(`\n~ ${line}\n`);
for (const reason of notRun) process.stderr.write(`\n!! 没有运行 ${reason}\n`);
if (strict) total.failed += notRun.length;
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
