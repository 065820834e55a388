import { MOST_COLUMNS, MOST_ROWS, UnreadableFile, unreadable } from './file-faults.js';

export interface ScannedSheet {
  /** Cells that a formula fills, e.g. "C47". */
  formulas: ReadonlySet<string>;
}

const TAGS = /<(?:\w+:)?(c|f|mergeCell)\b([^>]*)>/g;
const MOST_SHOWN = 20;

/**
 * Scans a sheet before it is read: how far its cells reach, which are merged and which are calculated. A reader of values reports none of
 * that, and would allocate every cell up to the last one.
 * @throws UnreadableFile
 */
export function scanSheet(xml: string): ScannedSheet {
  const formulas = new Set<string>();
  const merged: string[] = [];
  let cell = '';
  for (const [, tag, attributes = ''] of xml.matchAll(TAGS)) {
    if (tag === 'c') {
      cell = /\br="([A-Z]{1,3}\d{1,7})"/.exec(attributes)?.[1] ?? '';
      if (cell === '') throw unreadable('broken');
      const place = placeOf(cell);
      if (place.row > MOST_ROWS + 1) throw unreadable('too-many-rows', cell);
      if (place.column > MOST_COLUMNS) throw unreadable('too-many-columns', cell);
    } else if (tag === 'f') for (const filled of filledBy(cell, attributes)) formulas.add(filled);
    else merged.push(/\bref="([A-Z0-9:]{1,20})"/.exec(attributes)?.[1] ?? '');
  }
  if (merged.length > 0)
    throw new UnreadableFile(
      merged.slice(0, MOST_SHOWN).map((what) => ({ code: 'merged', cell: what.split(':')[0] ?? '', what })),
    );
  return { formulas };
}

/** Formulas that are written in the first of their cells only; the other cells hold nothing but values. A shared one is written in each. */
const FILLING = /\bt="(?:array|dataTable)"/;

/** Returns the cells that a formula fills. @param cell where it is written. */
function filledBy(cell: string, attributes: string): string[] {
  const [, start, end = start] = /\bref="([A-Z]{1,3}\d{1,7})(?::([A-Z]{1,3}\d{1,7}))?"/.exec(attributes) ?? [];
  if (start === undefined || end === undefined || !FILLING.test(attributes)) return [cell];
  const [first, last] = [placeOf(start), placeOf(end)];
  const filled = [cell];
  for (let row = first.row; row <= Math.min(last.row, MOST_ROWS + 1); row += 1)
    for (let column = first.column; column <= Math.min(last.column, MOST_COLUMNS); column += 1)
      filled.push(`${letterOf(column - 1)}${row}`);
  return filled;
}

/** "C47" → row 47, column 3. */
function placeOf(cell: string): { row: number; column: number } {
  const letters = /^[A-Z]+/.exec(cell)?.[0] ?? '';
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(cell.slice(letters.length)), column };
}

/** 0 → "A", 26 → "AA". */
export function letterOf(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest > 0 ? letterOf(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`;
}
