import { plainForms } from '@dingdee/shared/plain-forms';
import { strToU8, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { readDate } from '../../engine/source/dates.js';
import {
  type CellFault,
  type FileFault,
  type FileRow,
  type ReadFile,
  UnreadableFile,
  unreadable,
} from './file-faults.js';
import { letterOf, scanSheet } from './sheet-scan.js';
import { HEADERS } from './sheet-words.js';
import { XlsxArchive } from './xlsx-archive.js';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const EMPTY_SHEET =
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>';
/** Most characters, as the columns of the table have, in UTF-16 units. */
const LONGEST = { org: 40, key: 200, number: 80, from: 40 };

/**
 * Reads the first sheet of an .xlsx file: its columns 组织, 来源值, 金蝶编码 and 生效日期, row by row. Call it in a worker: it takes seconds. The library
 * gets an archive that is packed anew from the checked parts, so that it reads what was checked here and nothing else.
 * @throws UnreadableFile
 */
export async function readWorkbook(bytes: Buffer): Promise<ReadFile> {
  const archive = new XlsxArchive(bytes);
  const workbook = archive.text(WORKBOOK);
  if (workbook === null) throw unreadable('not-excel');
  const { name, part } = firstSheet(workbook, archive.text(RELATIONS) ?? '');
  const sheet = archive.text(part);
  if (sheet === null) throw unreadable('broken');
  const { formulas } = scanSheet(sheet);
  const values = await valuesOf(repacked(archive, part, sheet));
  return { sheet: name, ...rowsOf(values, formulas) };
}

function firstSheet(workbook: string, relations: string): { name: string; part: string } {
  const tag = /<(?:\w+:)?sheet\s[^>]*>/.exec(workbook)?.[0] ?? '';
  const id = /\b\w+:id="([^"]*)"/.exec(tag)?.[1];
  const name = /\bname="([^"]*)"/.exec(tag)?.[1] ?? '';
  const relation = [...relations.matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].find(
    ([each]) => /\bId="([^"]*)"/.exec(each)?.[1] === id,
  );
  const target = relation && /\bTarget="([^"]*)"/.exec(relation[0])?.[1];
  if (!id || !target) throw unreadable('broken');
  return { name: plain(name), part: target.startsWith('/') ? target.slice(1) : `xl/${target}` };
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const plain = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => NAMED[name] ?? '');

/** Returns an archive of the parts that the library needs, unpacked within the limits, without hidden parts. */
function repacked(archive: XlsxArchive, part: string, sheet: string): ArrayBuffer {
  const parts: Record<string, Uint8Array> = { [part]: strToU8(sheet) };
  for (const name of archive.names) {
    if (name === part || !/\.(xml|rels)$/.test(name)) continue;
    const other = /^xl\/(worksheets|chartsheets|dialogsheets)\/[^/]+\.xml$/.test(name);
    const wanted =
      /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/workbook\.xml|xl\/_rels\/[^/]+|xl\/(sharedStrings|styles)\.xml)$/;
    if (other) parts[name] = strToU8(EMPTY_SHEET);
    else if (wanted.test(name)) parts[name] = strToU8(archive.text(name) ?? '');
  }
  const packed = zipSync(parts, { level: 0 });
  return packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.byteLength) as ArrayBuffer;
}

/** A number as it is in the file: the value that a person sees may be rounded. */
interface Digits {
  digits: string;
}

async function valuesOf(archive: ArrayBuffer): Promise<unknown[][]> {
  try {
    return await readSheet<Digits>(archive, 1, { parseNumber: (digits) => ({ digits }), trim: true });
  } catch {
    throw unreadable('broken');
  }
}

function rowsOf(values: readonly unknown[][], formulas: ReadonlySet<string>): Omit<ReadFile, 'sheet'> {
  const [header, ...below] = values;
  if (!header) throw unreadable('empty');
  const at = columnsOf(header);
  const letter = (column: number): string => (column < 0 ? '' : letterOf(column));
  const columns = { org: letter(at.org), key: letter(at.key), number: letter(at.number), from: letter(at.from) };
  const rows: FileRow[] = [];
  for (const [index, line] of below.entries()) {
    const row = index + 2;
    const cells = (['org', 'key', 'number', 'from'] as const).map((name) =>
      readCell(name, at[name], line, row, formulas),
    );
    const [org, key, number, from] = cells.map(({ text }) => text) as [string, string, string, string];
    const fault = cells.find((each) => each.fault !== null)?.fault ?? null;
    if (org === '' && key === '' && number === '' && from === '' && fault === null) continue;
    const missing: CellFault | null = key === '' ? { code: 'key-missing', cell: `${columns.key}${row}` } : null;
    rows.push({ row, org, key, number, from, fault: fault ?? missing });
  }
  if (rows.length === 0) throw unreadable('empty');
  return { columns, rows };
}

type Column = keyof typeof HEADERS;

function columnsOf(header: readonly unknown[]): Record<Column, number> {
  const names = header.map((each) => (typeof each === 'string' ? each.replace(/\s/g, '') : ''));
  const faults: FileFault[] = [];
  const found = (Object.keys(HEADERS) as Column[]).map((name) => {
    const wanted = HEADERS[name];
    const at = names.indexOf(wanted);
    const again = at < 0 ? -1 : names.indexOf(wanted, at + 1);
    if (again >= 0) faults.push({ code: 'double-header', cell: `${letterOf(again)}1`, what: wanted });
    if (at < 0 && name !== 'org' && name !== 'from') faults.push({ code: 'no-header', cell: 'A1', what: wanted });
    return [name, at] as const;
  });
  if (faults.length > 0) throw new UnreadableFile(faults);
  return Object.fromEntries(found) as Record<Column, number>;
}

function readCell(
  name: Column,
  column: number,
  line: readonly unknown[],
  row: number,
  formulas: ReadonlySet<string>,
): { text: string; fault: CellFault | null } {
  if (column < 0) return { text: '', fault: null };
  const cell = `${letterOf(column)}${row}`;
  const value = line[column];
  const { text, code } = name === 'from' ? dayOf(value) : textOf(value);
  if (formulas.has(cell)) return { text, fault: { code: 'formula', cell } };
  if (code) return { text, fault: { code, cell } };
  if (text.length > LONGEST[name]) return { text: text.slice(0, LONGEST[name]), fault: { code: 'too-long', cell } };
  return { text, fault: null };
}

/** Returns the day of a cell, typed as text or as a date of Excel, which comes as midnight UTC. */
function dayOf(value: unknown): { text: string; code?: CellFault['code'] } {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { text: value.toISOString().slice(0, 10) };
  const { text } = textOf(value);
  if (text === '' && (value === null || value === undefined || value === '')) return { text };
  const day = readDate(text);
  return day === null || plainForms(text).trim().length > LONGEST_DAY ? { text, code: 'no-day' } : { text: day };
}
/** "2027年01月01日" */
const LONGEST_DAY = 11;

/** Returns the text of a cell. Excel keeps 15 digits of a number: an account that was typed as a number has lost its end. */
function textOf(value: unknown): { text: string; code?: CellFault['code'] } {
  if (value === null || value === undefined) return { text: '' };
  if (typeof value === 'string') return { text: value.trim() };
  if (typeof value === 'object' && 'digits' in value) {
    const digits = String(value.digits);
    if (!/^\d{1,15}$/.test(digits)) return { text: digits, code: 'long-number' };
    return { text: digits };
  }
  return { text: '', code: 'not-text' };
}
