import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { isReady, launch, launchSandbox, settingsFor } from './launch.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** At the same depth below the workspace as the modules from tsc, which look for files beside them. */
export const SERVER_BUNDLE = join(ROOT, 'server/dist/bundle');
const SANDBOX_BUNDLE = join(ROOT, 'test/dist/bundle');

/** Entries: programs started by name, modules run by a thread, and modules that specs call in their own process. */
const SERVER = {
  main: 'main.ts',
  ops: 'ops/main.ts',
  'start-server': 'start-server.ts',
  settings: 'config/settings.ts',
  verify: 'ops/verify-command.ts',
  'workbook-worker': 'mapping/excel/workbook-worker.ts',
  'export-thread': 'export-thread/export-thread.ts',
};
/** Separate programs, which map their own stacks. */
const PROGRAMS = new Set(['main', 'ops', 'workbook-worker', 'export-thread']);

const fromSources = (workspace, input) => ({
  input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, join(ROOT, workspace, file)])),
  platform: 'node',
  tsconfig: join(ROOT, workspace, 'tsconfig.json'),
  resolve: { alias: { '@dingdee/shared': join(ROOT, 'shared/src') }, extensionAlias: { '.js': ['.ts', '.js'] } },
  // Frameworks try to load optional packages that are not needed.
  onLog: (level, log, pass) => {
    if (log.code !== 'UNRESOLVED_IMPORT') pass(level, log);
  },
});

async function write(options, output) {
  const bundle = await rolldown(options);
  try {
    return (await bundle.write({ keepNames: true, ...output })).output;
  } finally {
    await bundle.close();
  }
}

/** Bundles the server, its commands and its threads from the sources without a type check: one file for each entry. */
export async function bundleServer(dir) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'package.json'), '{"type":"commonjs"}\n');
  for (const file of ['load-bundle.cjs', 'map-stacks.cjs']) cpSync(join(ROOT, 'server', file), join(dir, file));
  // Native modules are not bundled.
  const chunks = await write(
    { ...fromSources('server/src', SERVER), tsconfig: join(ROOT, 'server/tsconfig.json'), external: [/^libsql/] },
    {
      dir,
      format: 'cjs',
      dynamicImportInCjs: false,
      entryFileNames: 'of-[name]-[hash].js',
      chunkFileNames: '[name]-[hash].js',
      sourcemap: 'hidden',
      // Names are kept, because a migration is known by the name of its class.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    },
  );
  for (const { type, fileName, name, isEntry, map } of chunks) {
    if (type !== 'chunk') continue;
    if (map) {
      const { version, sources, mappings } = map;
      writeFileSync(join(dir, `${fileName}.map`), JSON.stringify({ version, sources, names: [], mappings }));
    }
    if (isEntry) writeFileSync(join(dir, `${name}.js`), entryOf(name, fileName));
  }
}

const entryOf = (name, file) =>
  [
    "const { join } = require('node:path');",
    ...(PROGRAMS.has(name) ? ["require('./map-stacks.cjs').mapStacks(__dirname);"] : []),
    `module.exports = require('./load-bundle.cjs')(join(__dirname, '${file}'));\n`,
  ].join('\n');

/** Bundles the stand-ins, and the modules about their company that the demo uses. */
async function bundleSandbox(dir) {
  const input = { main: 'main.ts', company: 'company.ts', identities: 'dingtalk/workbench/identities.ts' };
  const options = { ...fromSources('test/sandbox', input), tsconfig: join(ROOT, 'test/tsconfig.json') };
  await write(options, { dir, format: 'esm' });
}

/** Starts the server once, so that V8's compile cache exists for every later start: for places where nothing can be written later. */
async function startOnce() {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-bundle-'));
  const sandbox = await launchSandbox(join(SANDBOX_BUNDLE, 'main.js'));
  try {
    const env = settingsFor(sandbox.line, join(folder, 'once.db'));
    const server = await launch([join(SERVER_BUNDLE, 'main.js')], env, isReady, folder);
    await server.stop();
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const dir of [SERVER_BUNDLE, SANDBOX_BUNDLE]) rmSync(dir, { recursive: true, force: true });
  await Promise.all([bundleServer(SERVER_BUNDLE), bundleSandbox(SANDBOX_BUNDLE)]);
  // --started: with V8's compile cache.
  if (process.argv.includes('--started')) await startOnce();
}
