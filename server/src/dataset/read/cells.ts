import type { DatasetRow } from '@dingdee/shared/data-export';
import { type ColumnKind, DATASET, type DatasetCode } from '@dingdee/shared/dataset';
import { fromFen } from '@dingdee/shared/money';
import { readFen } from '../../database/columns.js';
import { beijingClock } from '../../domain/beijing-time.js';

/** One value of a dataset: amounts in 分 as bigint, times in Unix ms, counts as numbers; null if there is no value. */
export type Cell = string | number | bigint | null;
/** Values by the keys of the dataset's columns. */
export type Row = Readonly<Record<string, Cell>>;

/** "2026-11-22T14:08:03+08:00" */
export const momentOf = (at: number): string => `${beijingClock(at).slice(0, 19)}+08:00`;

/** Returns the value for JSON: an amount is text, so that no reader parses it as a double. */
export function toldCell(kind: ColumnKind, cell: Cell): string | number | null {
  if (cell === null) return null;
  if (kind === 'amount') return fromFen(readFen(cell));
  if (kind === 'instant') return momentOf(Number(cell));
  return kind === 'count' ? Number(cell) : String(cell);
}

/** Returns all columns of the dataset, in order. */
export function toldRow(dataset: DatasetCode, row: Row): DatasetRow {
  return Object.fromEntries(DATASET[dataset].columns.map(({ key, kind }) => [key, toldCell(kind, row[key] ?? null)]));
}

export const textOf = (value: unknown): string | null => (value == null || value === '' ? null : String(value));
export const numberOf = (value: unknown): number | null => (value == null ? null : Number(value));
export const fenOf = (value: unknown): bigint | null => (value == null ? null : readFen(value));
