import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeXlsxFile, { type Feature, type SheetData } from 'write-excel-file/node';

/** The sheets of an Excel file: texts and whole numbers only, so that Excel never calculates anything in it. */
export interface SheetsToWrite {
  sheets: readonly { name: string; widths: readonly number[]; rows: readonly (readonly (string | number)[])[] }[];
  /** Cells of the first sheet with a list to pick from, which is a column of another sheet. */
  pick: { column: string; lastRow: number; sheet: string; choices: number; title: string; error: string } | null;
}

/** @returns the bytes of an .xlsx file. Call it in a worker: 50,000 rows take seconds. */
export async function writeWorkbook({ sheets, pick }: SheetsToWrite): Promise<Buffer> {
  return writeXlsxFile(
    sheets.map(({ name, widths, rows }) => ({
      sheet: name,
      columns: widths.map((width) => ({ width })),
      stickyRowsCount: 1,
      data: rows.map((row, index) => row.map((value) => cellOf(value, index === 0))) as SheetData,
    })),
    { features: pick === null ? [] : [pickFrom(pick)] },
  ).toBuffer();
}

/** Returns a cell. Text is written in the format 文本: "=1+1" and "00123" stay as they are, also after somebody has edited the cell. */
const cellOf = (value: string | number, header: boolean) =>
  typeof value === 'number'
    ? { value, type: Number }
    : value === ''
      ? null
      : { value: legible(value), type: String, format: '@', ...(header ? { fontWeight: 'bold' } : {}) };

/** Removes characters that XML cannot contain. */
const legible = (text: string): string => text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '');

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Returns the feature for a list to pick from in the cells of a column, which the library itself does not have. */
function pickFrom(pick: NonNullable<SheetsToWrite['pick']>): Feature<Stream | Buffer | Blob> {
  const from = `'${pick.sheet.replaceAll("'", "''")}'!$A$2:$A$${pick.choices + 1}`;
  const list = `<dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="${escaped(pick.title)}" error="${escaped(pick.error)}" sqref="${pick.column}2:${pick.column}${pick.lastRow}"><formula1>${escaped(from)}</formula1></dataValidation></dataValidations>`;
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _options, { sheetIndex }) =>
            sheetIndex === 0 ? xml.replace('</sheetData>', `</sheetData>${list}`) : xml,
        },
      },
    },
  };
}
