import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { sweepFolder } from './export-folder.js';
import { ExportStore } from './export-store.js';

const KEPT_MS = 60_000;
let db: Database;
let drop: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'dingdee-exports-'));
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await drop?.();
});

/** @param age of the file, ms */
function lay(name: string, age: number): string {
  const file = join(folder, name);
  writeFileSync(file, 'x');
  const at = (Date.now() - age) / 1000;
  utimesSync(file, at, at);
  return file;
}

it('what lies on this machine beyond its time goes, although another machine has forgotten its row; the rest stays', async () => {
  const store = new ExportStore(db, { EXPORT_DIR: folder, DATABASE_URL: '' });
  const live = await db.inTransaction((tx) =>
    store.begin(tx, {
      dataset: 'bills',
      format: 'csv',
      filter: {},
      columns: ['billNo'],
      fullAccounts: false,
      total: 9,
      name: '单据.csv',
      by: 'a',
      keptMs: 10 * KEPT_MS,
    }),
  );
  const gone = [
    lay('019ac000-0000-7000-8000-000000000001.csv', 2 * KEPT_MS),
    lay('019ac000-0000-7000-8000-000000000002.parquet', 2 * KEPT_MS),
    lay('019ac000-0000-7000-8000-000000000003.xlsx.part', 2 * KEPT_MS),
  ];
  const kept = [
    lay('019ac000-0000-7000-8000-000000000004.csv', KEPT_MS / 2),
    lay(`${live.id}.csv`, 2 * KEPT_MS),
    lay('某人自己放的.csv', 2 * KEPT_MS),
    lay('019ac000-0000-7000-8000-000000000005.db', 2 * KEPT_MS),
  ];
  await sweepFolder(db, folder, KEPT_MS, Date.now());
  expect(gone.filter((file) => existsSync(file))).toEqual([]);
  expect(kept.filter((file) => !existsSync(file))).toEqual([]);
  await store.finish(live, { rows: 9, sum: null, bytes: 1 });
  await sweepFolder(db, folder, KEPT_MS, Date.now() + 11 * KEPT_MS);
  expect(existsSync(kept[1] ?? '')).toBe(false);
});

it('a folder that nothing was ever written to is no fault', async () => {
  await expect(sweepFolder(db, join(folder, 'none'), KEPT_MS, Date.now())).resolves.toBeUndefined();
});
