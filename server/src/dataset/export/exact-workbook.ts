import { type Amount, toFen } from '@dingdee/shared/money';
import { strToU8, zipSync } from 'fflate';
import { columnName, legible, XLSX_PARTS } from './xlsx-parts.js';

/** Text · a whole number · an amount, written digit by digit. */
export type Cell = string | number | { amount: Amount };
export interface Sheet {
  name: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

export const money = (amount: Amount): Cell => ({ amount });
const STYLE = { text: 1, amount: 2, head: 3 } as const;
/** Excel reads numbers as doubles: below this limit every 分 is exact. */
const EXACT_FEN = 10n ** 15n;

/** Makes an .xlsx file of several sheets. Text has the format 文本, so that "=1+1" is never calculated; amounts are exact numbers. */
export function workbookOf(sheets: readonly Sheet[]): Buffer {
  const files: Record<string, Uint8Array> = {};
  sheets.forEach(({ head, rows }, at) => {
    const cols = `<cols>${head.map((_, column) => `<col min="${column + 1}" max="${column + 1}" width="18" customWidth="1"/>`).join('')}</cols>`;
    const lines = [head.map((name, column) => text(name, `${columnName(column)}1`, STYLE.head)).join('')];
    for (const row of rows) {
      const line = lines.length + 1;
      lines.push(row.map((cell, column) => cellOf(cell, `${columnName(column)}${line}`)).join(''));
    }
    const body = lines.map((line, index) => `<row r="${index + 1}">${line}</row>`).join('');
    files[`xl/worksheets/sheet${at + 1}.xml`] = strToU8(
      `${XLSX_PARTS.sheetHead(cols, true)}${body}</sheetData></worksheet>`,
    );
  });
  for (const [path, part] of XLSX_PARTS.rest(sheets.map(({ name }) => name))) files[path] = strToU8(part);
  return Buffer.from(zipSync(files));
}

function cellOf(cell: Cell, place: string): string {
  if (typeof cell === 'string') return cell === '' ? '' : text(cell, place, STYLE.text);
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  const fen = toFen(cell.amount);
  return fen < EXACT_FEN && fen > -EXACT_FEN
    ? `<c r="${place}" s="${STYLE.amount}"><v>${cell.amount}</v></c>`
    : text(cell.amount, place, STYLE.text);
}

const text = (value: string, place: string, style: number): string =>
  `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${legible(value)}</t></is></c>`;
