import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = new URL('../deploy/backup.sh', import.meta.url).pathname;
let folder;
let backups;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dingdee-backup-'));
  backups = join(folder, 'backups');
  mkdirSync(backups);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Makes a mariadb-dump that prints the given text. */
function dumpThat(prints, code = 0) {
  const file = join(folder, 'mariadb-dump');
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' '${prints}'\nexit ${code}\n`);
  chmodSync(file, 0o755);
}
const backup = (...args) =>
  spawnSync('sh', [script, ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${folder}:${process.env.PATH}`,
      BACKUP_FOLDER: backups,
      BACKUP_DAYS: '3',
      MYSQL_HOST: 'nowhere',
      MYSQL_USER: 'dingdee',
      MYSQL_DATABASE: 'dingdee',
    },
  });
const kept = () => readdirSync(backups).filter((name) => name.endsWith('.sql.gz'));

it('keeps a whole dump that nobody else can read, and says that it is fresh', () => {
  dumpThat('-- Dump completed on 2026-11-26');
  expect(backup('fresh').status).toBe(1);
  expect(backup('once').status).toBe(0);
  const [name] = kept();
  const file = join(backups, name);
  expect(execFileSync('gunzip', ['-c', file], { encoding: 'utf8' })).toContain('Dump completed');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(backup('fresh').status).toBe(0);
});

it('keeps nothing of a dump that broke off, whatever its exit code, and is not fresh by it', () => {
  for (const code of [0, 2]) {
    dumpThat('INSERT INTO half', code);
    expect(backup('once').status, String(code)).not.toBe(0);
  }
  expect(kept()).toEqual([]);
  expect(backup('fresh').status).toBe(1);
});

it('keeps the newest ones, and touches no other file', () => {
  dumpThat('-- Dump completed on 2026-11-26');
  for (const day of ['01', '02', '03', '04']) writeFileSync(join(backups, `dingdee-202611${day}-030000.sql.gz`), '');
  writeFileSync(join(backups, 'notes.txt'), 'mine');
  expect(backup('once').status).toBe(0);
  expect(kept()).toHaveLength(3);
  expect(kept().slice(0, 2)).toEqual(['dingdee-20261103-030000.sql.gz', 'dingdee-20261104-030000.sql.gz']);
  expect(readFileSync(join(backups, 'notes.txt'), 'utf8')).toBe('mine');
});

it('is not fresh when the last good one is older than 26 hours', () => {
  dumpThat('-- Dump completed on 2026-11-26');
  backup('once');
  writeFileSync(join(backups, 'last'), String(Math.floor(Date.now() / 1000) - 26 * 3600 - 60));
  expect(backup('fresh').status).toBe(1);
});
