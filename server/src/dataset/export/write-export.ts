import { setTimeout as others } from 'node:timers/promises';
import { DATASET } from '@dingdee/shared/dataset';
import { readFen } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { beijingClock } from '../../domain/beijing-time.js';
import { schemeNames } from '../read/bill-rows.js';
import type { Datasets } from '../read/datasets.js';
import { filterInWords } from './about-export.js';
import type { StoredExport } from './export-store.js';
import { FileOut } from './file-out.js';
import type { RowWriter, Sheet } from './row-writer.js';
import { CsvWriter } from './write-csv.js';
import { JsonWriter } from './write-json.js';
import { ParquetFileWriter } from './write-parquet.js';
import { XlsxWriter } from './write-xlsx.js';

const TOLD_EVERY_MS = 1_000;

/** Pace at which the rows are read. */
export interface Pace {
  /** Rows that are read and written in one turn of the event loop. */
  pageRows: number;
  /** Pause after a page that took this many ms, in ms, for other requests. */
  rest(took: number): number;
}
/** Content of a complete file. */
export interface Written {
  rows: number;
  /** In 分; null if no column is summed. */
  sum: bigint | null;
  bytes: number;
}
export type Wanted = Pick<
  StoredExport,
  'dataset' | 'format' | 'filter' | 'columns' | 'fullAccounts' | 'byName' | 'startedAt' | 'file'
>;

/**
 * Writes one file page by page; holds no more than a page, or one Parquet row group, in memory.
 * @param told called about once a second with the rows so far; false: a person stopped it. @param leaving aborted when the process stops.
 * @returns null if a person stopped it. @throws any error; in both cases the file is removed.
 */
export async function writeExport(
  db: Database,
  datasets: Datasets,
  wanted: Wanted,
  pace: Pace,
  told: (rows: number) => Promise<boolean>,
  leaving?: AbortSignal,
): Promise<Written | null> {
  const out = await FileOut.create(wanted.file);
  try {
    const sheet = await sheetOf(db, wanted);
    const written = await writeRows(datasets, wanted, sheet, writerOf(wanted, out, sheet), pace, told, leaving);
    if (written === null) {
      await out.giveUp();
      return null;
    }
    await out.close();
    return { ...written, bytes: out.bytes };
  } catch (error) {
    await out.giveUp();
    throw error;
  }
}

async function writeRows(
  datasets: Datasets,
  { dataset, filter, fullAccounts }: Wanted,
  { summed }: Sheet,
  writer: RowWriter,
  { pageRows, rest }: Pace,
  told: (rows: number) => Promise<boolean>,
  leaving: AbortSignal | undefined,
): Promise<{ rows: number; sum: bigint | null } | null> {
  const scope = { filter, orgs: null, fullAccounts };
  const sumsOf = DATASET[dataset].summed;
  let [rows, fen, unknown, toldAt] = [0, 0n, 0, Date.now()];
  await writer.begin();
  for (let after: string | null = null; ; ) {
    const from = performance.now();
    const page = await datasets.page(dataset, scope, after, pageRows);
    await writer.rows(page.rows);
    rows += page.rows.length;
    const amounts = sumsOf === null ? [] : page.rows.map((row) => row[sumsOf] ?? null);
    for (const amount of amounts)
      if (amount === null) unknown += 1;
      else fen += readFen(amount);
    if (leaving?.aborted) throw new Error('the process ends');
    if (page.last === null) break;
    after = page.last;
    if (Date.now() - toldAt >= TOLD_EVERY_MS) {
      toldAt = Date.now();
      if (!(await told(rows))) return null;
    }
    await others(rest(performance.now() - from));
  }
  await writer.end(rows, summed === null || sumsOf === null ? null : { fen, unknown });
  return { rows, sum: sumsOf === null ? null : fen };
}

async function sheetOf(
  db: Database,
  { dataset, filter, columns, fullAccounts, byName, startedAt }: Wanted,
): Promise<Sheet> {
  const { name, about, columns: all, summed } = DATASET[dataset];
  const chosen = columns.flatMap((key) => all.find((column) => column.key === key) ?? []);
  return {
    title: name,
    columns: chosen,
    about: [
      ['数据集', `${name}：${about}`],
      ['条件', filterInWords(dataset, filter, await schemeNames(db))],
      ['导出人', byName],
      ['导出时间', `${beijingClock(startedAt).slice(0, 19).replace('T', ' ')} 北京时间`],
      ...(fullAccounts ? [['收款账号', '全号，已记入审计'] as const] : []),
    ],
    // A total below a missing column would say nothing.
    summed: chosen.some(({ key }) => key === summed) ? summed : null,
  };
}

function writerOf({ format, dataset }: Wanted, out: FileOut, sheet: Sheet): RowWriter {
  switch (format) {
    case 'csv':
      return new CsvWriter(out, sheet);
    case 'json':
      return new JsonWriter(out, sheet, dataset);
    case 'xlsx':
      return new XlsxWriter(out, sheet);
    case 'parquet':
      return new ParquetFileWriter(out, sheet);
  }
}
