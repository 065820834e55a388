import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** Installs from the lockfile where node_modules is missing or older than it. */
export async function install() {
  const installed = join(ROOT, 'node_modules/.package-lock.json');
  const stale =
    !existsSync(installed) || statSync(join(ROOT, 'package-lock.json')).mtimeMs > statSync(installed).mtimeMs + 60_000;
  if (stale && !existsSync(installed))
    await step('安装依赖 npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund']));
  else if (stale) await step('更新依赖 npm install', () => run('npm', ['install', '--no-audit', '--no-fund']));
}

/** Compiles server, sandbox and micro-app. */
export const build = () => step('构建', () => run('npm', ['run', '--silent', 'build']));
