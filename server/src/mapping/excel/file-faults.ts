/** Reasons why a whole file cannot be read. `cell` is '' if no single cell is the cause. */
export const FILE_FAULTS = [
  'not-excel',
  'old-excel',
  'encrypted',
  'broken',
  'too-large-inside',
  'too-many-rows',
  'too-many-columns',
  'no-header',
  'double-header',
  'merged',
  'empty',
  'too-slow',
] as const;
export interface FileFault {
  code: (typeof FILE_FAULTS)[number];
  cell: string;
  /** The header that is missing or occurs twice, or the merged range. */
  what?: string;
}

/** Reasons why one row cannot be read, at its cell. */
export const CELL_FAULTS = [
  'formula',
  'long-number',
  'not-text',
  'key-missing',
  'number-missing',
  'too-long',
  'no-day',
] as const;
export interface CellFault {
  code: (typeof CELL_FAULTS)[number];
  cell: string;
}

/** One row of the file below its header, as text; `row` is Excel's row number. */
export interface FileRow {
  row: number;
  org: string;
  key: string;
  number: string;
  /** Day from which the row counts; "" without one. What the cell says if that is no day. */
  from: string;
  fault: CellFault | null;
}

export interface ReadFile {
  sheet: string;
  /** Letters of the columns; `org` and `from` are "" if the file has no such column. */
  columns: { org: string; key: string; number: string; from: string };
  rows: FileRow[];
}

/** Thrown by the reader in the worker: the file cannot be read as a whole. */
export class UnreadableFile extends Error {
  constructor(readonly faults: readonly FileFault[]) {
    super(faults.map(({ code }) => code).join(', '));
  }
}
export const unreadable = (code: FileFault['code'], cell = '', what?: string): UnreadableFile =>
  new UnreadableFile([{ code, cell, ...(what === undefined ? {} : { what }) }]);

/** Most rows below the header of a file. */
export const MOST_ROWS = 50_000;
export const MOST_COLUMNS = 40;
