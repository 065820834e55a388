import { spawn } from 'node:child_process';
import { find } from './apt.mjs';
import { startMariaDb } from './mariadb.mjs';
import { ROOT, step } from './prepare.mjs';

/** Several processes on one database and one Redis: a MariaDB of its own, unless TEST_DATABASE_URL names one. */
const SPECS = ['flow/scale', 'flow/wakes', 'flow/call-limit'];

for (const [program, packages] of [
  ['redis-server', 'redis-server'],
  ...(process.env.TEST_DATABASE_URL ? [] : [['mariadbd', 'mariadb-server']]),
])
  if (!find(program)) {
    process.stderr.write(`缺少 ${program}（Debian 包 ${packages}）\n`);
    process.exit(1);
  }

const given = process.env.TEST_DATABASE_URL;
const own = given ? null : await step('启动 MariaDB', startMariaDb);
const vitest = spawn('npx', ['vitest', 'run', '-c', 'test/vitest.flow.config.ts', ...SPECS], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, FLOW_SCALE: 'on', TEST_DATABASE_URL: given ?? own?.url },
});
const code = await new Promise((resolve) => vitest.on('exit', (status) => resolve(status ?? 1)));
await own?.stop();
process.exit(code);
