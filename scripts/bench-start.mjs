import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.mjs';
import { isReady, launch, launchSandbox, settingsFor } from './launch.mjs';
import { ROOT, run } from './prepare.mjs';

/**
 * npm run bench:start: measures the time from the start of the server's process until it is ready, on an existing database, and its memory
 * when idle. `-- clone`: measures from `git clone` of this checkout's last commit, in a separate folder, to the demo's address. START_TIMES
 * sets the number of starts; START_ENTRY another file, such as server/dist/main.js.
 */
const AIMS = { wall: 1.0, processor: 1.5, idle: 150, clone: 40 };
/** Time after which the remaining work of a start is finished. */
const IDLE_MS = 10_000;
/** USER_HZ of Linux. */
const CLOCK_TICKS = 100;

const entry = process.env.START_ENTRY ?? 'server/dist/bundle/main.js';
const times = Number(process.env.START_TIMES ?? 7);

function processorOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

const residentOf = (pid) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

/** Starts the server. @returns it, with the wall and processor time until it was ready. */
async function timed(env) {
  const began = performance.now();
  const server = await launch([join(ROOT, entry)], env, isReady, ROOT);
  const wall = (performance.now() - began) / 1000;
  return { ...server, wall, processor: processorOf(server.pid) };
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = (value) => `${value.toFixed(2)} s`;
const verdict = (value, aim) => (value <= aim ? 'holds' : 'missed');

function tell(name, values, aim, print) {
  const all = values.length > 1 ? ` (${values.map((value) => value.toFixed(2)).join(', ')})` : '';
  process.stdout.write(
    `${name}: ${print(middle(values))}${all}, aim ≤ ${print(aim)}: ${verdict(middle(values), aim)}\n`,
  );
}

async function starts() {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-start-'));
  const sandbox = await launchSandbox(join(ROOT, 'test/dist/bundle/main.js'));
  try {
    const env = { ...settingsFor(sandbox.line, join(folder, 'start.db')), NODE_OPTIONS: '' };
    const first = await timed(env);
    await first.stop();
    process.stdout.write(
      `first start, empty database: ${seconds(first.wall)} wall, ${seconds(first.processor)} processor\n`,
    );
    const taken = [];
    let idle = 0;
    for (let number = 1; number <= times; number++) {
      const server = await timed(env);
      taken.push(server);
      if (number === times) {
        await sleep(IDLE_MS);
        idle = residentOf(server.pid);
      }
      await server.stop();
    }
    tell(
      'ready, wall',
      taken.map(({ wall }) => wall),
      AIMS.wall,
      seconds,
    );
    tell(
      'ready, processor',
      taken.map(({ processor }) => processor),
      AIMS.processor,
      seconds,
    );
    tell('idle, resident', [idle], AIMS.idle, (value) => `${value} MiB`);
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the steps of a new user. */
async function fromClone() {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-clone-'));
  const began = performance.now();
  try {
    await run('git', ['clone', '--quiet', ROOT, folder]);
    const env = { ...process.env, PORT: String(await freePort()) };
    const demo = spawn(process.execPath, ['scripts/demo.mjs'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    try {
      await new Promise((resolve, reject) => {
        demo.once('exit', (code) => reject(new Error(`the demo ended with code ${code}`)));
        createInterface({ input: demo.stdout }).on('line', (text) => text.startsWith('http') && resolve(text));
      });
      tell('fresh clone → demo', [(performance.now() - began) / 1000], AIMS.clone, seconds);
    } finally {
      demo.kill('SIGTERM');
      await ended;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.stdout.write(`Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}\n`);
if (process.argv[2] === 'clone') await fromClone();
else await starts();
