import { csvText } from '@dingdee/shared/csv';
import type { DatasetColumn } from '@dingdee/shared/dataset';
import { fromFen } from '@dingdee/shared/money';
import { readFen } from '../../database/columns.js';
import { beijingClock } from '../../domain/beijing-time.js';
import type { Cell, Row } from '../read/cells.js';
import type { FileOut } from './file-out.js';
import type { RowWriter, Sheet } from './row-writer.js';

/** Text of a cell in a table for people: "2026-11-22 14:08:03". */
export function shownCell({ kind }: Pick<DatasetColumn, 'kind'>, cell: Cell): string {
  if (cell === null) return '';
  if (kind === 'amount') return fromFen(readFen(cell));
  if (kind === 'instant') return beijingClock(Number(cell)).slice(0, 19).replace('T', ' ');
  return String(cell);
}

export const csvCell = (column: Pick<DatasetColumn, 'kind'>, cell: Cell): string =>
  csvText(shownCell(column, cell), column.kind !== 'text');

/** Writes UTF-8 with the byte order mark that Excel needs: column names first, then one line per row, nothing else. */
export class CsvWriter implements RowWriter {
  constructor(
    private readonly out: FileOut,
    private readonly sheet: Sheet,
  ) {}

  begin(): Promise<void> {
    return this.line(`\uFEFF${this.sheet.columns.map(({ name }) => name).join(',')}\r\n`);
  }

  rows(rows: readonly Row[]): Promise<void> {
    const { columns } = this.sheet;
    return this.line(
      rows.map((row) => `${columns.map((each) => csvCell(each, row[each.key] ?? null)).join(',')}\r\n`).join(''),
    );
  }

  async end(): Promise<void> {
    // A line with a total would look like a data row to a program.
  }

  private line(text: string): Promise<void> {
    return this.out.write(Buffer.from(text, 'utf8'));
  }
}
