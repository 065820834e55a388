import type { DatasetColumn } from '@dingdee/shared/dataset';
import type { Row } from '../read/cells.js';

/** Description of the file's content, for formats that have a place for it. */
export interface Sheet {
  title: string;
  columns: readonly DatasetColumn[];
  /** Label and value: filter, person, time. */
  about: readonly (readonly [string, string])[];
  /** Key of the summed column; null if none. */
  summed: string | null;
}

/** Total of the summed column. */
export interface Total {
  fen: bigint;
  /** Number of rows that have no amount: nothing of them is added. */
  unknown: number;
}

/** Writes rows as they come; holds no more than a page, or one group of rows, in memory. */
export interface RowWriter {
  begin(): Promise<void>;
  rows(rows: readonly Row[]): Promise<void>;
  /** @param sum of the summed column; null if there is none. */
  end(rows: number, sum: Total | null): Promise<void>;
}
