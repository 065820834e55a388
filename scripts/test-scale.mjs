import { spawn } from 'node:child_process';
import { find } from './apt.mjs';
import { startMariaDb } from './mariadb.mjs';
import { ROOT, step } from './prepare.mjs';

/**
 * Runs several processes on one database and one Redis: a separate MariaDB, unless TEST_DATABASE_URL names one. Names of specs may be
 * given. The duration of a takeover of the stream is measured here: npm test only checks that it happens.
 */
const named = process.argv.slice(2);
const SPECS = named.length > 0 ? named : ['flow/scale', 'flow/wakes', 'flow/call-limit', 'flow/stream-takeover'];
const TAKEOVER_WITHIN_MS = process.env.TAKEOVER_WITHIN_MS ?? '10000';

for (const [program, packages] of [
  ['redis-server', 'redis-server'],
  ...(process.env.TEST_DATABASE_URL ? [] : [['mariadbd', 'mariadb-server']]),
])
  if (!find(program)) {
    process.stderr.write(`缺少 ${program}（Debian 包 ${packages}）\n`);
    process.exit(1);
  }

const given = process.env.TEST_DATABASE_URL;
const own = given ? null : await step('启动 MariaDB', () => startMariaDb({ durable: false }));
const vitest = spawn('npx', ['vitest', 'run', '-c', 'test/vitest.flow.config.ts', ...SPECS], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, TAKEOVER_WITHIN_MS, FLOW_SCALE: 'on', TEST_DATABASE_URL: given ?? own?.url },
});
const code = await new Promise((resolve) => vitest.on('exit', (status) => resolve(status ?? 1)));
await own?.stop();
process.exit(code);
