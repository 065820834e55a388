import { spawn } from 'node:child_process';
import { ROOT } from './prepare.mjs';

// npm run check: the checks that must be green before a commit. Only the unit specs that the uncommitted changes affect; npm test runs all
// of them. -- --no-units: all checks without unit specs, if npm test runs next.
const SIDE_BY_SIDE = 2;
const bin = (name) => `node_modules/.bin/${name}`;
const steps = [
  ['types', bin('tsc'), ['-b', 'shared', 'server', 'test', 'tsconfig.specs.json']],
  ['pages', bin('vue-tsc'), ['--noEmit', '-p', 'miniapp']],
  ['biome', bin('biome'), ['check', '.']],
  ['rooms', bin('depcruise'), ['server/src', 'miniapp/src', 'shared/src', 'test']],
  [
    'storeys',
    bin('depcruise'),
    ['--config', '.dependency-cruiser.folders.cjs', 'server/src', 'miniapp/src', 'shared/src'],
  ],
  ['checks', process.execPath, ['scripts/checks.mjs']],
  ['unused', bin('knip'), ['--no-progress']],
  ['units', bin('vitest'), ['run', '--changed', '--passWithNoTests', '--reporter=dot']],
];

const since = Date.now();
const red = [];
const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;

/** Runs a step and prints its output only if it failed. */
async function runStep([name, command, args]) {
  const began = Date.now();
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  process.stderr.write(`${code === 0 ? '✓' : '✗'} ${name} ${seconds(began)}\n`);
  if (code === 0) return;
  red.push(name);
  process.stdout.write(`\n── ${name} ──\n${output}\n`);
}

// The pages need the declarations of shared, which a fresh clone has not built.
await runStep(['shared', bin('tsc'), ['-b', 'shared']]);
const waiting = process.argv.includes('--no-units') ? steps.filter(([name]) => name !== 'units') : [...steps];
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await runStep(step);
  }),
);
process.stdout.write(red.length === 0 ? `check：通过，${seconds(since)}\n` : `check：${red.join('、')} 没有通过\n`);
process.exitCode = red.length > 0 ? 1 : 0;
