import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { canInstall, chineseFont, find, installPackages } from './apt.mjs';
import { build, install, ROOT, run } from './prepare.mjs';

// npm run test:dates [-- instant … part of a name …]: runs unit, every flow spec (SQLite) and the date-bearing e2e specs at each instant
// below. Names are "unit", "flow/check-up", "e2e/phone": a part of a name chooses. DATES_BEFORE: seconds before midnight at which a spec
// begins (120).
const BEFORE = Number(process.env.DATES_BEFORE || 120);
const DAY_S = 86_400;
const beijing = (day, seconds) => Date.parse(`${day}T00:00:00+08:00`) + seconds * 1000;
/** Instants. `passes`: midnight passes during the run, and each file runs alone so that it begins before midnight. */
const INSTANTS = {
  'month-start': { at: beijing('2027-07-01', 300) },
  'month-end': { at: beijing('2027-10-31', DAY_S - BEFORE), passes: true },
  'leap-day': { at: beijing('2028-02-29', DAY_S / 2) },
  'year-end': { at: beijing('2027-12-31', DAY_S - BEFORE), passes: true },
  tuesday: { at: beijing('2027-08-17', DAY_S / 2) },
};
/** E2e specs that show or choose a day, a month or an hour. */
const DATED = ['analysis', 'assign', 'backfill', 'budget', 'close', 'completeness', 'intake-page', 'notices', 'pages']
  .concat(['payee-record', 'phone', 'released', 'reports', 'reversal', 'simulate', 'split-choice', 'statement'])
  .concat(['todos', 'webhooks', 'wizard']);

const given = process.argv.slice(2);
const instants = given.filter((name) => name in INSTANTS);
const parts = given.filter((name) => !(name in INSTANTS));
if (!Number.isInteger(BEFORE) || BEFORE < 1 || BEFORE > DAY_S) {
  process.stderr.write(`DATES_BEFORE 要填一个正整数（秒），现在是 ${process.env.DATES_BEFORE}\n`);
  process.exit(2);
}

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'dingdee-dates-'));
const total = { passed: 0, failed: 0 };
const failures = [];
const rows = [];
const notRun = [];
let stopped = false;
let underWay = null;
// The results so far are printed all the same.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    stopped = true;
    underWay?.kill('SIGTERM');
  });

/** Finds or installs Debian's libfaketime, whose library is preloaded. @returns its path; null if it is not available. */
async function faketime() {
  const library = () => {
    for (const dir of ['/usr/lib', ...readdirSync('/usr/lib').map((name) => `/usr/lib/${name}`)]) {
      const file = join(dir, 'faketime/libfaketime.so.1');
      if (existsSync(file)) return file;
    }
    return null;
  };
  if (library() === null && canInstall()) await installPackages(['libfaketime']);
  return library();
}

/**
 * Returns the environment of every process of a run. It holds an offset, not an instant: with an instant each process would begin there
 * anew, and the server would be minutes behind the spec that starts it. The monotonic clock, for example of timers, is unchanged.
 */
const shifted = (library, at) => {
  const seconds = Math.round((at - Date.now()) / 1000);
  return {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    DONT_FAKE_MONOTONIC: '1',
    // File times stay those of the machine on both sides.
    NO_FAKE_STAT: '1',
  };
};

let answers = 0;
async function vitest(label, args, env) {
  if (stopped) return;
  answers += 1;
  const answer = join(folder, `${answers}.json`);
  const since = performance.now();
  process.stderr.write(`\n── ${label} ──\n`);
  const child = spawn(
    process.execPath,
    [VITEST, 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${answer}`],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  underWay = child;
  const code = await new Promise((resolve) => child.once('close', resolve));
  underWay = null;
  if (stopped) return;
  const red = [];
  let passed = 0;
  if (existsSync(answer)) {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(answer, 'utf8'));
    passed = numPassedTests;
    for (const { name, message, status, assertionResults } of testResults) {
      const tests = assertionResults.filter((test) => test.status === 'failed');
      for (const { fullName, failureMessages } of tests)
        red.push([`${label} ${relative(ROOT, name)} › ${fullName}`, failureMessages[0] ?? '']);
      if (status === 'failed' && tests.length === 0) red.push([`${label} ${relative(ROOT, name)}`, message ?? '']);
    }
  }
  if (red.length === 0 && code !== 0) red.push([label, `退出码 ${code}`]);
  total.passed += passed;
  total.failed += red.length;
  failures.push(...red);
  rows.push(
    `${red.length === 0 ? '✓' : '✗'} ${label}：${passed} passed, ${red.length} failed, ${((performance.now() - since) / 1000).toFixed(0)} s`,
  );
}

/** Returns the chosen spec files of a tier, as "flow/check-up". */
async function specsOf(config, only) {
  const file = join(folder, 'list.json');
  await run(process.execPath, [VITEST, 'list', '--filesOnly', `--json=${file}`, '-c', config], {
    env: { TEST_DATABASE_URL: '' },
  });
  return JSON.parse(readFileSync(file, 'utf8'))
    .map((spec) => /((?:flow|e2e)\/[^/]+)\.spec\.ts$/.exec(spec.file)?.[1] ?? '')
    .filter((name) => (only === null || only.includes(name.split('/')[1])) && chosen(name))
    .sort();
}
const chosen = (name) => parts.length === 0 || parts.some((part) => `${name}.spec`.includes(part));

async function tier(instant, library, config, specs, env) {
  const { at, passes = false } = INSTANTS[instant];
  if (specs.length === 0) return;
  const files = (names) => names.map((name) => `${name}.spec.ts`);
  const runs = passes ? specs.map((name) => [name]) : [specs];
  for (const names of runs)
    await vitest(`${instant} ${names.length === 1 ? names[0] : config}`, ['-c', config, ...files(names)], {
      ...env,
      TEST_DATABASE_URL: '',
      // Virtual time would set its own day.
      FLOW_TIME: 'real',
      ...shifted(library, at),
    });
}

async function chromium() {
  const own = process.env.CHROMIUM || find('chromium');
  if (own || !canInstall()) return own;
  await installPackages(['chromium', ...(chineseFont() ? [] : ['fonts-noto-cjk'])]);
  return find('chromium');
}

try {
  await install();
  const library = await faketime();
  if (library === null) notRun.push('全部：缺少 libfaketime（Debian 包 libfaketime）');
  else {
    // Built before the clock is shifted, because the build compares file times.
    await build();
    const flow = await specsOf('test/vitest.flow.config.ts', null);
    const e2e = await specsOf('test/vitest.e2e.config.ts', parts.length === 0 ? DATED : null);
    const browser = e2e.length === 0 ? null : await chromium();
    if (e2e.length > 0 && !browser) notRun.push('e2e：缺少 chromium（Debian 包 chromium）');
    for (const instant of instants.length > 0 ? instants : Object.keys(INSTANTS)) {
      if (chosen('unit')) await vitest(`${instant} unit`, [], shifted(library, INSTANTS[instant].at));
      await tier(instant, library, 'test/vitest.flow.config.ts', flow, {});
      if (browser) await tier(instant, library, 'test/vitest.e2e.config.ts', e2e, { CHROMIUM: browser });
    }
  }
} catch (error) {
  total.failed += 1;
  process.stderr.write(`${error.stack ?? error}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

process.stderr.write(`\n${rows.join('\n')}\n`);
for (const [name, message] of failures)
  process.stderr.write(`\n✗ ${name}\n${message.split('\n').slice(0, 6).join('\n').slice(0, 800)}\n`);
for (const reason of notRun) process.stdout.write(`!! 没有运行 ${reason}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed${stopped ? ' (stopped)' : ''}\n`);
process.exitCode = total.failed > 0 || total.passed === 0 || notRun.length > 0 || stopped ? 1 : 0;
