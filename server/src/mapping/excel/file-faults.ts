/** Why a whole file cannot be read. `cell` is '' where no cell is to blame. */
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
  /** The header that is missing or there twice, or the range that is merged. */
  what?: string;
}

/** What cannot be read of one row, at its cell. */
export const CELL_FAULTS = ['formula', 'long-number', 'not-text', 'key-missing', 'number-missing', 'too-long'] as const;
export interface CellFault {
  code: (typeof CELL_FAULTS)[number];
  cell: string;
}

/** One row of the file below its header, as text; `row` counts as Excel does. */
export interface FileRow {
  row: number;
  org: string;
  key: string;
  number: string;
  /** Column of the key and of the number, in letters. */
  fault: CellFault | null;
}

export interface ReadFile {
  sheet: string;
  columns: { org: string; key: string; number: string };
  rows: FileRow[];
}

/** Thrown where a file is read, in the worker: what is wrong with it as a whole. */
export class UnreadableFile extends Error {
  constructor(readonly faults: readonly FileFault[]) {
    super(faults.map(({ code }) => code).join(', '));
  }
}
export const unreadable = (code: FileFault['code'], cell = '', what?: string): UnreadableFile =>
  new UnreadableFile([{ code, cell, ...(what === undefined ? {} : { what }) }]);

/** A file may have so many rows below its header. */
export const MOST_ROWS = 50_000;
export const MOST_COLUMNS = 40;
