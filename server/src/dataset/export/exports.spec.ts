import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DatasetCode } from '@dingdee/shared/dataset';
import type { Role } from '@dingdee/shared/session';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import type { Settings } from '../../config/settings.js';
import type { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { Datasets } from '../read/datasets.js';
import { ExportRoom } from './export-room.js';
import { ExportStore } from './export-store.js';
import { Exports } from './exports.js';
import { RunExport } from './run-export.js';

let db: Database;
let url: string;
let drop: () => Promise<void>;
let store: ExportStore;
let exports: Exports;
const room = new ExportRoom();
const folder = mkdtempSync(join(tmpdir(), 'dingdee-exports-'));
beforeAll(async () => {
  ({ db, url, drop } = await temporaryDatabase());
  store = new ExportStore(db, { EXPORT_DIR: folder, DATABASE_URL: '' });
  const datasets = new Datasets(db);
  const settings = { EXPORT_DIR: folder, EXPORT_KEPT_MS: 60_000, DATABASE_URL: url } as Settings;
  exports = new Exports(
    db,
    datasets,
    store,
    new RunExport(db, datasets, store, room, settings),
    new AuditLog(),
    room,
    settings,
  );
});
afterAll(async () => {
  await exports?.beforeApplicationShutdown();
  rmSync(folder, { recursive: true, force: true });
  await drop?.();
});

const as = (userId: string, ...roles: Role[]): Actor => ({ userId, name: userId, roles });
/** Makes a finished export with its file, written for `by`. */
async function written(by: string, dataset: DatasetCode, fullAccounts = false): Promise<string> {
  const held = await db.inTransaction((tx) =>
    store.begin(tx, {
      dataset,
      format: 'csv',
      filter: {},
      columns: ['billNo'],
      fullAccounts,
      total: 1,
      name: '单据.csv',
      by,
      keptMs: 60_000,
    }),
  );
  const { file } = await store.get(held.id);
  writeFileSync(file, 'x');
  await store.finish(held, { rows: 1, sum: null, bytes: statSync(file).size });
  return held.id;
}
const ready = async (id: string, by: Actor) => (await exports.one(id, by)).ready;
const fetched = async (id: string, by: Actor) => text((await exports.open(id, by)).body);

it('a file of the log is not fetched by who may not look into the log any more, although they had it written', async () => {
  const id = await written('checker', 'audit');
  expect(await ready(id, as('checker', 'auditor'))).toBe(true);
  expect(await fetched(id, as('checker', 'auditor'))).toBe('x');
  expect(await ready(id, as('checker', 'reviewer'))).toBe(false);
  await expect(exports.open(id, as('checker', 'reviewer'))).rejects.toMatchObject({ code: 'access/refused' });
});

it('a file with account numbers in full is not fetched by who may not see one any more', async () => {
  const id = await written('payer', 'bills', true);
  expect(await ready(id, as('payer', 'pusher'))).toBe(true);
  expect(await fetched(id, as('payer', 'pusher'))).toBe('x');
  expect(await ready(id, as('payer', 'auditor'))).toBe(false);
  await expect(exports.open(id, as('payer', 'auditor'))).rejects.toMatchObject({ code: 'access/refused' });
  expect(await ready(id, as('boss', 'admin'))).toBe(false);
  await expect(exports.open(id, as('boss', 'admin'))).rejects.toMatchObject({ code: 'export/not-found' });
});

it('nothing is written where the disk is nearly full: the ledger may lie on the same one', async () => {
  const boss = as('boss', 'admin');
  const asked = { dataset: 'bills', format: 'csv', filter: {} } as const;
  const free = vi.spyOn(room, 'free');
  try {
    free.mockResolvedValue(999_999_999);
    await expect(exports.start(asked, boss)).rejects.toMatchObject({ code: 'export/no-room' });
    expect((await store.list('boss')).length).toBe(0);
    // The disk has room at the request, but none when the file is written.
    free.mockResolvedValueOnce(1_000_000_000);
    const { id } = await exports.start(asked, boss);
    await vi.waitFor(async () => expect((await store.get(id)).state).toBe('failed'), { timeout: 10_000 });
    expect((await exports.one(id, boss)).failure).toBe('no-room');
    free.mockResolvedValue(null);
    expect((await exports.start(asked, boss)).state).not.toBe('failed');
  } finally {
    free.mockRestore();
  }
});

it('how much is free is asked where the folder will be, although nothing was written yet', async () => {
  expect(await room.free(join(folder, 'not', 'yet'))).toBeGreaterThan(0);
});
