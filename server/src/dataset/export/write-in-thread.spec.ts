import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATASET } from '@dingdee/shared/dataset';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { Datasets } from '../read/datasets.js';
import { linedBills } from '../read/lined-bills-for-spec.js';
import { type Wanted, writeExport } from './write-export.js';
import { writeInThread } from './write-in-thread.js';

const BILLS = 1_500;
let db: Database;
let url: string;
let drop: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'dingdee-thread-'));
beforeAll(async () => {
  ({ db, url, drop } = await temporaryDatabase());
  await linedBills(db, BILLS, (at) => at % 4);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await drop?.();
});

const wanted = (format: Wanted['format'], name: string): Wanted => ({
  dataset: 'lines',
  format,
  filter: {},
  columns: DATASET.lines.columns.map(({ key }) => key),
  fullAccounts: false,
  byName: '甲',
  startedAt: Date.parse('2026-11-28T12:00:00+08:00'),
  file: join(folder, name),
});
const goesOn = () => Promise.resolve(true);
const staying = new AbortController().signal;

it.each(['csv', 'json', 'parquet'] as const)(
  'a thread writes the same bytes and the same sum as the program itself: %s',
  async (format) => {
    const [own, thread] = [wanted(format, `own.${format}`), wanted(format, `thread.${format}`)];
    const pace = { pageRows: 100, rest: () => 0 };
    const here = await writeExport(db, new Datasets(db), own, pace, goesOn);
    const there = await writeInThread({ url, wanted: thread }, goesOn, staying);
    expect(here?.rows).toBe((BILLS / 4) * 6);
    expect(there).toEqual(here);
    // Parquet row groups do not end where pages end.
    expect(readFileSync(thread.file).equals(readFileSync(own.file))).toBe(true);
  },
);

it('one that the process leaves, and one that cannot be written, leave nothing of the file', async () => {
  const leaving = new AbortController();
  const left = writeInThread({ url, wanted: wanted('xlsx', 'left.xlsx') }, goesOn, leaving.signal);
  setTimeout(() => leaving.abort(), 50);
  await expect(left).rejects.toThrow('the process ends');
  const nowhere = { ...wanted('csv', 'x'), file: join(folder, 'none', 'x.csv') };
  await expect(writeInThread({ url, wanted: nowhere }, goesOn, staying)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readdirSync(folder).filter((name) => name.startsWith('left'))).toEqual([]);
  expect(existsSync(nowhere.file)).toBe(false);
});
