import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import mysql from 'mysql2/promise';
import { type OwnProcess, ownProcess } from '../flow/own-process.js';
import { connectionSettings, freePort, markerSetting, untilReady } from '../flow/stack.js';
import { ROOT } from '../root.js';
import type { Sandbox } from '../sandbox/start.js';

/** USER_HZ of Linux. */
const CLOCK_TICKS = 100;

/** Line that the stand-ins print when they listen. */
export type SandboxLine = Pick<Sandbox, 'dingtalk' | 'kingdee' | 'control' | 'gateway'>;

export interface Running {
  child: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Returns the highest resident memory so far, in MiB (Linux). */
  peakMiB(): number;
  /** Returns the present resident memory, in MiB (Linux). */
  rssMiB(): number;
  /** Returns the processor time used so far by all threads, in seconds (Linux). */
  cpuSeconds(): number;
}

function running(child: ChildProcess, own: OwnProcess): Running {
  const memoryMiB = (what: string): number => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024);
  };
  return {
    child,
    stop: (signal = 'SIGTERM') => own.stop(signal),
    peakMiB: () => memoryMiB('VmHWM'),
    rssMiB: () => memoryMiB('VmRSS'),
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    },
  };
}

/** Starts the stand-ins in a separate process. */
export async function spawnSandbox(settings: Record<string, string>): Promise<Running & { line: SandboxLine }> {
  const child = spawn(process.execPath, ['test/dist/bundle/main.js'], {
    cwd: ROOT,
    env: {
      ...process.env,
      SANDBOX_DINGTALK_PORT: '0',
      SANDBOX_KINGDEE_PORT: '0',
      SANDBOX_CONTROL_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const own = ownProcess(child);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code}`)));
  });
  return { ...running(child, own), line: JSON.parse(line) as SandboxLine };
}

/** Flags for BENCH_PROFILE=<folder>: the server writes a CPU profile there when it stops. */
const profiling = (): string[] =>
  process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];

/** Starts a real server against the stand-ins; resolves when it is ready. */
export async function spawnServer(
  line: SandboxLine,
  settings: Record<string, string>,
): Promise<Running & { url: string; log(): string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  const child = spawn(process.execPath, [...profiling(), 'server/dist/bundle/main.js'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...connectionSettings(line),
      DINGTALK_MONTHLY_CALLS: '100000000',
      // Keeps the figures comparable with those from before approvals were read again.
      SOURCE_RECHECK: 'off',
      APP_SECRET: 'bench-secret-0123456789',
      LOG_LEVEL: 'warn',
      PORT: String(port),
      ...markerSetting(settings.DATABASE_URL ?? 'sqlite:', `-${port}`),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const own = ownProcess(child, (text) => {
    output += text;
  });
  await untilReady(url, child, () => output);
  return { ...running(child, own), url, log: () => output };
}

/** Makes a separate database: a SQLite file, or one on the server that TEST_DATABASE_URL names. */
export async function benchDatabase(kind: 'sqlite' | 'mariadb'): Promise<{ url: string; drop(): Promise<void> }> {
  if (kind === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'dingdee-bench-'));
    return {
      url: `sqlite:${join(folder, 'bench.db')}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const base = new URL(process.env.TEST_DATABASE_URL ?? '');
  const name = `dd_bench_${process.pid}`;
  const run = async (sql: string) => {
    const connection = await mysql.createConnection({
      host: base.hostname,
      port: Number(base.port || 3306),
      user: decodeURIComponent(base.username),
      password: decodeURIComponent(base.password),
    });
    await connection.query(sql);
    await connection.end();
  };
  await run(`DROP DATABASE IF EXISTS ${name}`);
  await run(`CREATE DATABASE ${name}`);
  base.pathname = `/${name}`;
  return { url: base.toString(), drop: () => run(`DROP DATABASE ${name}`) };
}
