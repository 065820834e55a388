import type { DatasetColumn } from '@dingdee/shared/dataset';
import type { Row } from '../read/cells.js';

/** What a file says of itself, where its format has a place for it. */
export interface Sheet {
  title: string;
  columns: readonly DatasetColumn[];
  /** Label and what stands beside it: filter, who, when. */
  about: readonly (readonly [string, string])[];
  /** The column that is summed. */
  summed: string | null;
}

/** Writes rows as they come and holds none of them longer than a page or a group of them. */
export interface RowWriter {
  begin(): Promise<void>;
  rows(rows: readonly Row[]): Promise<void>;
  /** @param sum of the summed column, 分; null where there is none. */
  end(rows: number, sum: bigint | null): Promise<void>;
}
