import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { find } from './apt.mjs';
import { freePort } from './free-port.mjs';
import { memoryFolder } from './memory-folder.mjs';
import { run } from './prepare.mjs';

const READY_MS = 60_000;
/** MariaDB series for the tests (Debian's mariadb-server), the same as in docker-compose.yml. */
export const SERIES = '11.8';

/** Flags without double writes and without waits for the disk: a killed server may lose its last second, or everything. */
const NOT_DURABLE = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--sync-binlog=0',
  '--skip-log-bin',
];

/**
 * Starts a separate MariaDB: temporary data, a free loopback port, independent of the machine's own server.
 * @param durable false if it is never killed: its data is in memory and no write waits.
 * @returns its URL and a function that stops it for good; `kill` and `start` simulate a crash of the machine and its return, with the same
 * data and port.
 */
export async function startMariaDb({ durable = true } = {}) {
  const folder = mkdtempSync(join(durable ? tmpdir() : memoryFolder(), 'dingdee-mariadb-'));
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  const log = join(folder, 'error.log');
  const init = join(folder, 'init.sql');
  const password = randomBytes(12).toString('hex');
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  await run(find('mariadb-install-db'), [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
    ...user,
  ]);
  writeFileSync(
    init,
    `CREATE USER IF NOT EXISTS 'dingdee'@'%' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO 'dingdee'@'%';\nCREATE DATABASE IF NOT EXISTS dingdee;\n`,
  );
  const port = await freePort();
  const flags = [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${join(folder, 's.sock')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--log-error=${log}`,
    `--init-file=${init}`,
    '--skip-name-resolve',
    '--max-connections=200',
    '--innodb-buffer-pool-size=256M',
    ...(durable ? [] : NOT_DURABLE),
    ...user,
  ];
  let server = null;
  const end = async (signal) => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  const stop = async () => {
    await end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  const words = () => {
    try {
      return readFileSync(log, 'utf8');
    } catch {
      return '';
    }
  };
  const start = async () => {
    writeFileSync(log, '');
    const started = spawn(find('mariadbd'), flags, { stdio: 'ignore' });
    server = started;
    // An interrupted run leaves no server behind.
    const orphan = () => started.kill('SIGKILL');
    process.once('exit', orphan);
    started.once('exit', () => process.off('exit', orphan));
    for (const last = Date.now() + READY_MS; Date.now() < last; await sleep(50)) {
      if (server.exitCode !== null) break;
      if (words().includes('ready for connections')) return;
    }
    const output = words().slice(-3000);
    await stop();
    throw new Error(`mariadbd 没有启动：\n${output}`);
  };
  await start();
  const url = `mariadb://dingdee:${password}@127.0.0.1:${port}/dingdee`;
  return { url, stop, kill: () => end('SIGKILL'), start };
}
