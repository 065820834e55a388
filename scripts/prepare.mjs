import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './installed.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program to its end and shows its output only if it fails. @returns the seconds taken. @throws Error with the output. */
export async function run(command, args, { env = {}, cwd = ROOT, show = false } = {}) {
  const started = Date.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} → ${code}\n${output.slice(-6000)}`);
  return (Date.now() - started) / 1000;
}

/** Prints the name and the duration of a step on stderr; stdout is for results. */
export async function step(name, work) {
  process.stderr.write(`${name} … `);
  const started = Date.now();
  const result = await work();
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Installs the packages of the lockfile if they are missing; never other ones, and the lockfile is not changed. */
export async function install() {
  const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  const written = 'node_modules/.package-lock.json';
  if (existsSync(join(ROOT, written)) && isInstalled(read('package-lock.json'), read(written))) return;
  await step('安装依赖 npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund']));
}

/** Builds everything with type checks, for tests. */
export const build = () => step('构建', () => run('npm', ['run', '--silent', 'build']));

/** Builds only what runs: server, stand-ins and micro-app from their sources, in parallel. */
export const buildToRun = () =>
  step('构建', () =>
    Promise.all([run(process.execPath, ['scripts/bundle.mjs']), run('npm', ['run', '--silent', 'build:pages'])]),
  );
