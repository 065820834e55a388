import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { memoryFolder } from './memory-folder.mjs';
import { ROOT } from './prepare.mjs';

// npm run sim -- --seed 7 --seeds 1 --days 3: runs offices whose days are drawn from a seed, in virtual time (docs/reliability.md). A
// failing plan is shrunk to the events that it needs, in at most --shrink runs, and printed line by line.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    days: { type: 'string', default: '3' },
    shrink: { type: 'string', default: '60' },
  },
});
for (const [name, value] of Object.entries(values))
  if (!/^\d+$/.test(value)) {
    process.stderr.write(`--${name} 要填一个整数，现在是 ${value}\n`);
    process.exit(2);
  }

const folder = mkdtempSync(join(memoryFolder(), 'dingdee-sim-'));
const vitest = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '-c', 'test/vitest.flow.config.ts'];
const child = spawn(process.execPath, [...vitest, 'flow/office-days', '--disable-console-intercept'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: {
    ...process.env,
    TMPDIR: folder,
    TEST_DATABASE_URL: '',
    SIM_SEED: values.seed,
    SIM_SEEDS: values.seeds,
    SIM_DAYS: values.days,
    SIM_SHRINK: values.shrink,
  },
});
child.once('close', (code) => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
