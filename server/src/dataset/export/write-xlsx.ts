import { fromFen } from '@dingdee/shared/money';
import { Zip } from 'fflate';
import { readFen } from '../../database/columns.js';
import type { Row } from '../read/cells.js';
import { DeflatedPart } from './deflated-part.js';
import type { FileOut } from './file-out.js';
import type { RowWriter, Sheet, Total } from './row-writer.js';
import { shownCell } from './write-csv.js';
import { columnName, legible, XLSX_PARTS } from './xlsx-parts.js';

/** Excel allows 1,048,576 rows per sheet; further rows go into the next sheet. */
const SHEET_ROWS = 1_000_000;
/** Excel reads numbers as doubles: below this limit every 分 is exact. */
const EXACT_FEN = 10n ** 15n;
const STYLE = { text: 1, amount: 2, head: 3, total: 4, count: 0 } as const;

/**
 * Writes a workbook and compresses it on the fly. Text has the format 文本, so that "=1+1" and long numbers stay unchanged; amounts are
 * numbers. The library of the mapping tables holds a whole workbook in memory, and a dataset may be too large for that.
 */
export class XlsxWriter implements RowWriter {
  private readonly zip: Zip;
  private made: Uint8Array[] = [];
  private current: DeflatedPart | null = null;
  private readonly names: string[] = [];
  private inSheet = 0;

  constructor(
    private readonly out: FileOut,
    private readonly sheet: Sheet,
    private readonly most = SHEET_ROWS,
  ) {
    this.zip = new Zip((error, bytes) => {
      if (error) throw error;
      this.made.push(bytes);
    });
  }

  async begin(): Promise<void> {
    await this.open();
    await this.take();
  }

  async rows(rows: readonly Row[]): Promise<void> {
    let text = '';
    for (const row of rows) {
      if (this.inSheet > this.most) {
        await this.push(text);
        text = '';
        await this.close();
        await this.open();
      }
      this.inSheet += 1;
      text += this.line(row);
    }
    await this.push(text);
    await this.take();
  }

  async end(rows: number, sum: Total | null): Promise<void> {
    const unknown = sum === null || sum.unknown === 0 ? '' : `（另有 ${sum.unknown} 行金额为空）`;
    if (sum !== null) {
      this.inSheet += 1;
      const cells = this.sheet.columns.map(({ key }, at) =>
        key === this.sheet.summed
          ? this.amount(sum.fen, at, STYLE.total)
          : at === 0
            ? this.text(`合计${unknown}`, at, STYLE.head)
            : '',
      );
      await this.push(`<row r="${this.inSheet}">${cells.join('')}</row>`);
    }
    await this.close();
    this.names.push('说明');
    const about: (readonly [string, string])[] = [
      ...this.sheet.about,
      ['行数', String(rows)],
      ...(sum === null ? [] : [['合计', `${fromFen(sum.fen)}${unknown}`] as const]),
      ['', ''],
      ...this.sheet.columns.map(({ name, about: means }) => [name, means] as const),
    ];
    this.start(`xl/worksheets/sheet${this.names.length}.xml`);
    await this.push(
      `${XLSX_PARTS.sheetHead('<cols><col min="1" max="1" width="18" customWidth="1"/><col min="2" max="2" width="70" customWidth="1"/></cols>', false)}${about
        .map(([label, text], at) => {
          this.inSheet = at + 1;
          return `<row r="${at + 1}">${this.text(label, 0, STYLE.head)}${this.text(text, 1, STYLE.text)}</row>`;
        })
        .join('')}</sheetData></worksheet>`,
    );
    await this.finish();
    for (const [name, text] of XLSX_PARTS.rest(this.names)) {
      this.start(name);
      await this.push(text);
      await this.finish();
    }
    this.zip.end();
    await this.take();
  }

  private async open(): Promise<void> {
    const { title, columns } = this.sheet;
    this.names.push(this.names.length === 0 ? title : `${title} ${this.names.length + 1}`);
    this.start(`xl/worksheets/sheet${this.names.length}.xml`);
    this.inSheet = 1;
    const widths = columns.map(
      ({ kind }, at) => `<col min="${at + 1}" max="${at + 1}" width="${kind === 'count' ? 10 : 20}" customWidth="1"/>`,
    );
    const head = columns.map(({ name }, at) => this.text(name, at, STYLE.head)).join('');
    await this.push(`${XLSX_PARTS.sheetHead(`<cols>${widths.join('')}</cols>`, true)}<row r="1">${head}</row>`);
  }

  private async close(): Promise<void> {
    await this.push('</sheetData></worksheet>');
    await this.finish();
  }

  private line(row: Row): string {
    const cells = this.sheet.columns.map((column, at) => {
      const cell = row[column.key] ?? null;
      if (cell === null) return '';
      if (column.kind === 'amount') return this.amount(readFen(cell), at, STYLE.amount);
      if (column.kind === 'count') return `<c r="${this.place(at)}"><v>${Number(cell)}</v></c>`;
      return this.text(shownCell(column, cell), at, STYLE.text);
    });
    return `<row r="${this.inSheet}">${cells.join('')}</row>`;
  }

  private amount(fen: bigint, at: number, style: number): string {
    const exact = fen < EXACT_FEN && fen > -EXACT_FEN;
    return exact
      ? `<c r="${this.place(at)}" s="${style}"><v>${fromFen(fen)}</v></c>`
      : this.text(fromFen(fen), at, STYLE.text);
  }

  private text(text: string, at: number, style: number): string {
    return `<c r="${this.place(at)}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${legible(text)}</t></is></c>`;
  }

  private place(at: number): string {
    return `${columnName(at)}${this.inSheet}`;
  }

  private start(name: string): void {
    this.current = new DeflatedPart(name);
    this.zip.add(this.current);
  }

  private async push(text: string): Promise<void> {
    if (text === '') return;
    this.current?.push(Buffer.from(text, 'utf8'));
    await this.current?.settled();
  }

  private async finish(): Promise<void> {
    this.current?.push(new Uint8Array(0), true);
    await this.current?.settled();
    this.current = null;
  }

  private async take(): Promise<void> {
    const made = this.made;
    this.made = [];
    for (const bytes of made) await this.out.write(bytes);
  }
}
