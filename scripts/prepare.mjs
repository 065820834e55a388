import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './installed.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program to its end; its output is shown only when it fails. @returns seconds taken. @throws Error with the output. */
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

/** Tells on stderr what is being done and how long it took; stdout stays for results. */
export async function step(name, work) {
  process.stderr.write(`${name} … `);
  const started = Date.now();
  const result = await work();
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  return result;
}

/** Installs what the lockfile asks for, where that is not there: never anything else, and the lockfile stays as it is. */
export async function install() {
  const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  const written = 'node_modules/.package-lock.json';
  if (existsSync(join(ROOT, written)) && isInstalled(read('package-lock.json'), read(written))) return;
  await step('安装依赖 npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund']));
}

/** Everything, with a look at types: what is tested. */
export const build = () => step('构建', () => run('npm', ['run', '--silent', 'build']));

/** What runs and nothing else: server, stand-ins and micro-app from their sources, beside each other. */
export const buildToRun = () =>
  step('构建', () =>
    Promise.all([run(process.execPath, ['scripts/bundle.mjs']), run('npm', ['run', '--silent', 'build:pages'])]),
  );
