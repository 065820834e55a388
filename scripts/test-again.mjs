import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { find } from './apt.mjs';
import { startMariaDb } from './mariadb.mjs';
import { build, install, ROOT, run, step } from './prepare.mjs';

// npm run test:again [part of a name …]: runs every flow spec (SQLite, MariaDB) and e2e spec AGAIN times (10), with every core busy. Names
// are "sqlite/outage", "mariadb/outage", "e2e/desk": a part of a name chooses specs, several parts add up. AGAIN_BESIDE different specs run
// at a time (1): in sequence the whole takes hours.
const AGAIN = Number(process.env.AGAIN || 10);
const BESIDE = Number(process.env.AGAIN_BESIDE || 1);
const parts = process.argv.slice(2);
for (const [name, value] of Object.entries({ AGAIN, AGAIN_BESIDE: BESIDE }))
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(`${name} 要填一个正整数，现在是 ${process.env[name]}\n`);
    process.exit(2);
  }

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'dingdee-again-'));
const rows = [];
const notRun = [];
let stopped = false;
const underWay = new Set();
// The results so far are printed all the same.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    stopped = true;
    for (const child of underWay) child.kill('SIGTERM');
  });

/** Returns the spec files that a configuration would run, and their names here. */
async function specsOf({ name, config, env }) {
  const file = join(folder, `${name}.json`);
  await run(process.execPath, [VITEST, 'list', '--filesOnly', `--json=${file}`, '-c', config], { env });
  return JSON.parse(readFileSync(file, 'utf8')).map(({ file: path }) => ({
    path,
    called: `${name}/${/([^/]+)\.spec\.ts$/.exec(path)?.[1]}`,
  }));
}

let answers = 0;
/** Runs one file once. @returns the titles of failed tests; empty if all passed. */
async function once({ path, config, env }) {
  answers += 1;
  const answer = join(folder, `answer-${answers}.json`);
  const child = spawn(
    process.execPath,
    [VITEST, 'run', '-c', config, path, '--reporter=json', `--outputFile=${answer}`],
    { cwd: ROOT, env: { ...process.env, FLOW_FAULTS: 'all', ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  underWay.add(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2000);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  underWay.delete(child);
  if (!existsSync(answer)) return [`没有结果（退出码 ${code}）${said.trim().split('\n').at(-1) ?? ''}`];
  const { testResults } = JSON.parse(readFileSync(answer, 'utf8'));
  rmSync(answer);
  const failed = testResults.flatMap(({ assertionResults, message, status }) => {
    const tests = assertionResults.filter((test) => test.status !== 'passed');
    const titles = tests.map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages?.[0])}`);
    return titles.length > 0 || status === 'passed' ? titles : [firstLine(message)];
  });
  return failed.length === 0 && code !== 0 ? [`退出码 ${code}`] : failed;
}
const firstLine = (text) => (text ?? '').split('\n')[0].slice(0, 240);

async function again(tier) {
  const wanted = (await specsOf(tier)).filter(
    ({ called }) => parts.length === 0 || parts.some((part) => called.includes(part)),
  );
  const todo = wanted.map(({ path, called }) => {
    const row = { called, runs: 0, failures: 0, longest: 0, titles: new Map() };
    rows.push(row);
    return { path, row };
  });
  // Each worker takes the next spec and runs it as often as wanted, so that a spec never runs beside itself.
  await Promise.all(
    Array.from({ length: BESIDE }, async () => {
      for (let next = todo.shift(); next && !stopped; next = todo.shift()) await everyTime(tier, next);
    }),
  );
}

async function everyTime(tier, { path, row }) {
  for (let n = 0; n < AGAIN && !stopped; n++) {
    const started = Date.now();
    const failed = await once({ ...tier, path });
    if (stopped) return;
    row.runs += 1;
    row.longest = Math.max(row.longest, (Date.now() - started) / 1000);
    if (failed.length > 0) row.failures += 1;
    for (const title of failed) row.titles.set(title, (row.titles.get(title) ?? 0) + 1);
    process.stderr.write(`${row.called} ${n + 1}/${AGAIN} ${failed.length === 0 ? '✓' : `✗ ${failed[0]}`}\n`);
  }
}

/** Whether any file of this tier was chosen; otherwise nothing is started for it. */
const asked = async (tier) =>
  parts.length === 0 || (await specsOf(tier)).some(({ called }) => parts.some((part) => called.includes(part)));

function table() {
  const width = Math.max(4, ...rows.map(({ called }) => called.length));
  const line = (...cells) =>
    `${cells[0].padEnd(width)}  ${cells
      .slice(1)
      .map((cell) => String(cell).padStart(8))
      .join('  ')}\n`;
  process.stdout.write(`\n${line('spec', 'runs', 'failed', 'longest')}`);
  for (const { called, runs, failures, longest, titles } of rows) {
    process.stdout.write(line(called, runs, failures, `${longest.toFixed(0)} s`));
    for (const [title, times] of titles) process.stdout.write(`    ${times} × ${title}\n`);
  }
}

/** Keeps every core busy, as on a machine on which somebody builds meanwhile. */
const busy = () => Array.from({ length: availableParallelism() }, () => new Worker('for (;;) {}', { eval: true }));

let loops = [];
let mariaDb = null;
try {
  await install();
  await build();
  const flow = 'test/vitest.flow.config.ts';
  const given = process.env.TEST_DATABASE_URL;
  const sqlite = { name: 'sqlite', config: flow, env: { TEST_DATABASE_URL: '' } };
  const scale = find('redis-server') ? { FLOW_SCALE: 'on' } : {};
  const mariadb = { name: 'mariadb', config: flow, env: { ...scale, TEST_DATABASE_URL: given ?? 'started below' } };
  const e2e = {
    name: 'e2e',
    config: 'test/vitest.e2e.config.ts',
    env: { TEST_DATABASE_URL: '', CHROMIUM: process.env.CHROMIUM || find('chromium') || '' },
  };
  const [onSqlite, onMariaDb, inChromium] = [await asked(sqlite), await asked(mariadb), await asked(e2e)];
  loops = busy();
  if (onSqlite) await again(sqlite);
  if (onMariaDb && !stopped) {
    if (!given && find('mariadbd')) mariaDb = await step('启动 MariaDB', () => startMariaDb({ durable: false }));
    const url = given || mariaDb?.url;
    if (url) await again({ ...mariadb, env: { ...mariadb.env, TEST_DATABASE_URL: url } });
    else notRun.push('mariadb：缺少 mariadbd（Debian 包 mariadb-server），也没有 TEST_DATABASE_URL');
  }
  if (inChromium && !stopped) {
    if (e2e.env.CHROMIUM) await again(e2e);
    else notRun.push('e2e：缺少 chromium');
  }
} finally {
  await Promise.all(loops.map((loop) => loop.terminate()));
  await mariaDb?.stop();
  rmSync(folder, { recursive: true, force: true });
}

table();
for (const reason of notRun) process.stdout.write(`!! 没有运行 ${reason}\n`);
const [runs, failures] = [
  rows.reduce((sum, row) => sum + row.runs, 0),
  rows.reduce((sum, row) => sum + row.failures, 0),
];
process.stdout.write(`${rows.length} specs, ${runs} runs, ${failures} failed${stopped ? ' (stopped)' : ''}\n`);
process.exitCode = failures > 0 || runs === 0 || notRun.length > 0 || stopped ? 1 : 0;
