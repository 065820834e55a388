import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { sweepExports } from './export-folder.js';
import { ExportStore } from './export-store.js';
import { EXPORT_LEASE_MS, partOf } from './export-times.js';

let db: Database;
let store: ExportStore;
let drop: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'dingdee-exports-'));
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
  store = new ExportStore(db, { EXPORT_DIR: folder, DATABASE_URL: '' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await drop?.();
});

const KEPT_MS = 10_000;
const begin = (by: string) =>
  db.inTransaction((tx) =>
    store.begin(tx, {
      dataset: 'bills',
      format: 'csv',
      filter: {},
      columns: ['billNo'],
      fullAccounts: false,
      total: 9,
      name: '单据.csv',
      by,
      keptMs: KEPT_MS,
    }),
  );

it('one person has three under way at most, others beside them; one that is stopped or finished makes room', async () => {
  const [first, second] = [await begin('a'), await begin('a')];
  await begin('a');
  await expect(begin('a')).rejects.toMatchObject({ code: 'export/too-many' });
  await begin('b');
  await store.end(first.id, 'stopped');
  await begin('a');
  expect(await store.finish(second, { rows: 9, sum: 123n, bytes: 7 })).toBe(true);
  expect(await store.get(second.id)).toMatchObject({ state: 'done', done: 9, sum: 123n, bytes: 7 });
});

it('one that was stopped is written to by nobody, and one whose process is gone has failed', async () => {
  const stopped = await begin('c');
  await store.end(stopped.id, 'stopped');
  expect(await store.note(stopped, 5)).toBe(false);
  expect(await store.finish(stopped, { rows: 9, sum: null, bytes: 7 })).toBe(false);
  expect(await store.note({ ...(await begin('d')), token: 'another' }, 5)).toBe(false);
  const silent = await begin('c');
  await db.inTransaction((tx) => tx.query('UPDATE data_export SET lease_until = 1 WHERE id = ?', [silent.id]));
  expect(await store.get(silent.id)).toMatchObject({ state: 'failed', failure: 'ended' });
  expect(await store.get(stopped.id)).toMatchObject({ state: 'stopped', failure: null });
});

it('when its time is over file and record are gone, half-written ones too; what is under way is left alone', async () => {
  const [done, half, going] = [await begin('e'), await begin('e'), await begin('e')];
  await store.finish(done, { rows: 1, sum: null, bytes: 1 });
  await store.end(half.id, 'failed', 'fault');
  expect(await store.get(half.id)).toMatchObject({ state: 'failed', failure: 'fault' });
  const files = await Promise.all([done, half].map(async ({ id }) => (await store.get(id)).file));
  const [whole = '', other = ''] = files;
  writeFileSync(whole, 'x');
  writeFileSync(partOf(other), 'x');
  await sweepExports(db, Date.now(), { EXPORT_DIR: folder, DATABASE_URL: '' });
  expect(existsSync(whole)).toBe(true);
  const later = Date.now() + KEPT_MS + 1;
  expect(later).toBeLessThan(Date.now() + EXPORT_LEASE_MS);
  await sweepExports(db, later, { EXPORT_DIR: folder, DATABASE_URL: '' });
  expect([existsSync(whole), existsSync(partOf(other))]).toEqual([false, false]);
  await expect(store.get(done.id)).rejects.toMatchObject({ code: 'export/not-found' });
  expect((await store.get(going.id)).state).toBe('waiting');
});

it('one person has twenty files at most that are not over, and two gigabytes; what was stopped or is over does not count', async () => {
  const files = async (by: string, n: number, bytes: number) => {
    for (let i = 0; i < n; i++) await store.finish(await begin(by), { rows: 1, sum: null, bytes });
  };
  await files('f', 20, 1);
  await expect(begin('f')).rejects.toMatchObject({ code: 'export/kept' });
  const [one] = await store.list('f');
  await db.inTransaction((tx) => tx.query('UPDATE data_export SET expires_at = 1 WHERE id = ?', [one?.id]));
  await store.end((await begin('f')).id, 'stopped');
  await begin('f');
  await files('g', 2, 1_100_000_000);
  await expect(begin('g')).rejects.toMatchObject({ code: 'export/kept' });
});
