import type { DatasetCode } from '@dingdee/shared/dataset';
import { fromFen } from '@dingdee/shared/money';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { type Row, toldCell } from '../read/cells.js';
import type { FileOut } from './file-out.js';
import type { RowWriter, Sheet, Total } from './row-writer.js';

/** Writes one object: columns, rows as the API gives them, and the total at the end, so that a reader can check completeness. */
export class JsonWriter implements RowWriter {
  private first = true;

  constructor(
    private readonly out: FileOut,
    private readonly sheet: Sheet,
    private readonly dataset: DatasetCode,
  ) {}

  begin(): Promise<void> {
    const { columns, about } = this.sheet;
    const head = {
      dataset: this.dataset,
      about: Object.fromEntries(about),
      columns: columns.map(({ key, name, about: means, kind }) => ({ key, name, about: means, kind })),
    };
    return this.text(`${JSON.stringify(head).slice(0, -1)},"rows":[`);
  }

  rows(rows: readonly Row[]): Promise<void> {
    const { columns } = this.sheet;
    const lines = rows.map((row) =>
      JSON.stringify(Object.fromEntries(columns.map(({ key, kind }) => [key, toldCell(kind, row[key] ?? null)]))),
    );
    const text = lines.map((line, at) => `${this.first && at === 0 ? '' : ','}\n${line}`).join('');
    if (rows.length > 0) this.first = false;
    return this.text(text);
  }

  end(rows: number, sum: Total | null): Promise<void> {
    const total = { rows, amount: sum === null ? null : fromFen(sum.fen), ...unknownIn(sum?.unknown ?? 0) };
    return this.text(`\n],"total":${JSON.stringify(total)}}\n`);
  }

  private text(text: string): Promise<void> {
    return this.out.write(Buffer.from(text, 'utf8'));
  }
}
