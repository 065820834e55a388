import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { DemoOffice } from './demo-office.mjs';
import { freePort } from './free-port.mjs';
import { install, ROOT, run, step } from './prepare.mjs';
import { Programs } from './programs.mjs';

// npm run dev [-- --reset]: starts the demo's company with pages by Vite and a server that restarts when its code changes, and prints one
// address to open.
const programs = new Programs();
/** Quiet time after a save, because an editor writes a file in several steps, and a search-and-replace several files. */
const QUIET_MS = 60;
/** Resolves when the server is up. Requests wait for it, so that a page never meets a restarting server. */
let serverUp = Promise.resolve();
let letGo = () => undefined;

/** Holds requests from the moment of a save: the page may reload before the server has ended. */
function hold() {
  const before = letGo;
  serverUp = new Promise((resolve) => {
    // Earlier waiting requests are released together.
    letGo = () => {
      before();
      resolve();
    };
  });
}

/** Starts Vite with the micro-app; the workbench's gateway is in front of it, and Vite's updates bypass the gateway. */
async function startPages(apiPort) {
  const { createServer } = await import('vite');
  const port = await freePort(Number(process.env.VITE_PORT || 5173));
  process.env.API_URL = `http://127.0.0.1:${apiPort}`;
  const waiting = {
    name: 'wait-for-server',
    configureServer: ({ middlewares }) =>
      void middlewares.use('/api', (_request, _response, next) => void serverUp.then(() => next())),
  };
  const server = { host: '127.0.0.1', port, strictPort: true, ws: { clientPort: port } };
  const root = join(ROOT, 'miniapp');
  const vite = await createServer({ root, plugins: [waiting], logLevel: 'warn', clearScreen: false, server });
  await vite.listen();
  return `http://127.0.0.1:${port}`;
}

/** Checks types in the background and prints the errors; nothing waits for them. */
function checkTypes() {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-b', 'shared', 'server', '-w', '--preserveWatchOutput'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  let rest = '';
  child.stdout.on('data', (chunk) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop();
    for (const line of lines.filter((text) => text.includes('error TS'))) process.stderr.write(`${line}\n`);
  });
}

/** Compiles saved files and then calls `changed` once for all files saved together. */
async function compileOnSave(changed) {
  const { transpile } = await import('./transpile.mjs');
  const saved = new Set();
  let timer;
  const compile = () => {
    const errors = [...saved].flatMap((path) => {
      const [workspace, file] = path.split('/src/');
      return existsSync(path) ? transpile(workspace, file) : [];
    });
    saved.clear();
    for (const error of errors) process.stderr.write(`${error}\n`);
    if (errors.length === 0) changed();
    else letGo();
  };
  for (const workspace of ['shared', 'server'])
    watch(join(ROOT, workspace, 'src'), { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.ts') || file.endsWith('.spec.ts')) return;
      hold();
      saved.add(join(ROOT, workspace, 'src', file));
      clearTimeout(timer);
      timer = setTimeout(compile, QUIET_MS);
    });
}

/** Runs one restart at a time, and no more than needed. */
function oneAtATime(work) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await work();
    }
    running = false;
    letGo();
  };
}

async function main() {
  await install();
  await step('构建', () =>
    Promise.all([run('npx', ['tsc', '-b', 'shared', 'server']), run(process.execPath, ['scripts/bundle.mjs'])]),
  );
  const office = await DemoOffice.in(join(ROOT, 'data/dev'), programs, process.argv.includes('--reset'));
  const apiPort = await freePort(Number(process.env.PORT || 3000));
  const pages = await step('启动页面', () => startPages(apiPort));
  await step('启动沙箱（钉钉与金蝶的替身）', () => office.startSandbox(pages));
  await step('启动钉蝶', () => office.startServer(apiPort));
  const counts = await office.fill();
  office.keepWarm();
  const restart = oneAtATime(async () => {
    const since = Date.now();
    try {
      await office.restartServer();
      process.stderr.write(`服务已重新启动 ${((Date.now() - since) / 1000).toFixed(1)} s\n`);
    } catch (error) {
      process.stderr.write(`${error.message}\n改好代码后会再次启动。\n`);
    }
    office.keepWarm();
  });
  await compileOnSave(restart);
  checkTypes();
  process.stderr.write(`${counts}改动保存后自动生效。打开下面的网址，选一个身份进入：\n`);
  process.stdout.write(`${office.sandbox.workbench.url}\n`);
  process.stderr.write('Ctrl-C 停止；npm run dev -- --reset 重新开始。\n');
}

main().catch((error) => {
  process.stderr.write(`\n${error.message}\n`);
  programs.stop(1);
});
