import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATASET } from '@dingdee/shared/dataset';
import { fromFen } from '@dingdee/shared/money';
import { strFromU8, unzipSync } from 'fflate';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import type { Datasets } from '../read/datasets.js';
import { FileOut } from './file-out.js';
import type { RowWriter, Sheet } from './row-writer.js';
import { writeExport } from './write-export.js';
import { ParquetFileWriter } from './write-parquet.js';
import { XlsxWriter } from './write-xlsx.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dingdee-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const columns = DATASET.bills.columns.filter(({ key }) => ['billNo', 'amount', 'finishedAt'].includes(key));
const sheet: Sheet = { title: '单据', columns, about: [['条件', '全部']], summed: 'amount' };
const rowOf = (n: number) => ({ billNo: `=DD${n}`, amount: BigInt(n) * 101n, finishedAt: 1_764_000_000_000 + n });

async function written(name: string, make: (out: FileOut) => RowWriter, rows: number): Promise<Buffer> {
  const file = join(folder, name);
  const out = await FileOut.create(file);
  const writer = make(out);
  await writer.begin();
  let sum = 0n;
  for (let n = 0; n < rows; n += 500) {
    const page = Array.from({ length: Math.min(500, rows - n) }, (_, i) => rowOf(n + i));
    for (const { amount } of page) sum += amount;
    await writer.rows(page);
  }
  await writer.end(rows, { fen: sum, unknown: 0 });
  expect(existsSync(file)).toBe(false);
  await out.close();
  const bytes = readFileSync(file);
  expect(bytes.byteLength).toBe(out.bytes);
  return bytes;
}

it('Parquet over several groups of rows keeps every row and every 分, as exact decimals', async () => {
  const bytes = new Uint8Array(await written('a.parquet', (out) => new ParquetFileWriter(out, sheet), 9_001)).buffer;
  const { num_rows, row_groups, schema } = parquetMetadata(bytes);
  expect([Number(num_rows), row_groups.length]).toEqual([9_001, 3]);
  expect(schema.find(({ name }) => name === 'amount')).toMatchObject({ converted_type: 'DECIMAL', scale: 2 });
  const rows = await parquetReadObjects({ file: bytes });
  expect(rows.map(({ billNo }) => billNo)).toEqual(Array.from({ length: 9_001 }, (_, n) => `=DD${n}`));
  expect(Number(rows[9_000]?.amount).toFixed(2)).toBe(fromFen(9_000n * 101n));
});

it('an empty dataset is a file all the same', async () => {
  const parquet = new Uint8Array(await written('b.parquet', (out) => new ParquetFileWriter(out, sheet), 0)).buffer;
  expect(Number(parquetMetadata(parquet).num_rows)).toBe(0);
  const xlsx = unzipSync(new Uint8Array(await written('b.xlsx', (out) => new XlsxWriter(out, sheet), 0)));
  expect(strFromU8(xlsx['xl/worksheets/sheet1.xml'] ?? new Uint8Array())).toContain('单据编号');
});

it('Excel goes on in another sheet where one is full, and has no formula in any', async () => {
  const parts = unzipSync(new Uint8Array(await written('c.xlsx', (out) => new XlsxWriter(out, sheet, 1_000), 2_500)));
  const sheets = [1, 2, 3, 4].map((n) => strFromU8(parts[`xl/worksheets/sheet${n}.xml`] ?? new Uint8Array()));
  const rows = sheets.map((xml) => [...xml.matchAll(/<row /g)].length);
  // Each sheet has its column names, the last one the total; then comes the explaining sheet.
  expect(rows.slice(0, 3)).toEqual([1_001, 1_001, 502]);
  expect(sheets[3]).toContain('全部');
  expect(sheets.join('')).not.toContain('<f>');
  expect(strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array())).toContain('name="单据 3"');
});

it('a total says beside how many rows it adds nothing of, as the page of the dataset does', async () => {
  const rows = [rowOf(1), { ...rowOf(2), amount: null }, rowOf(3), { ...rowOf(4), amount: null }];
  const datasets = { page: () => Promise.resolve({ rows, last: null }) };
  const db = { query: () => Promise.resolve([]) };
  const exported = async (format: 'json' | 'xlsx') => {
    const file = join(folder, `e.${format}`);
    const keys = columns.map(({ key }) => key);
    const asked = {
      dataset: 'bills',
      format,
      filter: {},
      columns: keys,
      fullAccounts: false,
      byName: '',
      startedAt: 0,
    };
    const pace = { pageRows: 100, rest: () => 0 };
    await writeExport(
      db as unknown as Database,
      datasets as unknown as Datasets,
      { ...asked, dataset: 'bills', file },
      pace,
      () => Promise.resolve(true),
    );
    return readFileSync(file);
  };
  expect(JSON.parse(String(await exported('json')))).toMatchObject({ total: { rows: 4, amount: '4.04', unknown: 2 } });
  const parts = unzipSync(new Uint8Array(await exported('xlsx')));
  for (const n of [1, 2])
    expect(strFromU8(parts[`xl/worksheets/sheet${n}.xml`] ?? new Uint8Array())).toContain('另有 2 行金额为空');
});

it('what was given up leaves nothing', async () => {
  const file = join(folder, 'd.csv');
  const out = await FileOut.create(file);
  await out.write(Buffer.alloc(400_000));
  await out.giveUp();
  expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
});
