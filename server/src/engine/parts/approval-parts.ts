import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import { partOfValue, shortPart } from '../../domain/bill/bill-key.js';
import type { DetailLine } from '../field/detail-lines.js';
import { payeeLevel } from '../payee/payee-words.js';
import type { ApprovalSource } from '../source/approval-source.js';

/** One part of an approval: the rows of one bill. */
export interface ApprovalPart {
  part: string;
  lines: readonly DetailLine[];
}

/** The part of rows whose bill is unknown. No value hashes to it: values are hashed as JSON lists. */
export const BLANK_PART = partOfValue('');

/** Greatest number of bills of one approval: more are somebody's mistake, and it stays one bill, which says so. */
const MOST_PARTS = 200;

/**
 * Returns the part that a row belongs to: a hash of the text in the column, whatever a table or rule makes of it. BLANK_PART if the cell is blank,
 * unreadable, or names more than one.
 */
export function partOfRow(from: string, row: ControlRow, source: ApprovalSource): string {
  if (row.unreadable !== undefined) return BLANK_PART;
  const { text, department = '', unreadable, payee } = source.read(from, row);
  if (text === '' || unreadable || (payee && payeeLevel(payee) === 'red')) return BLANK_PART;
  const who = personIn(source.cell(from, row));
  return who === null ? BLANK_PART : partOfValue(JSON.stringify([text, department, who]));
}

/**
 * Returns the userid of the person in a cell, because names of people repeat too.
 * @returns "" if the column names no person; null if it names several of anything.
 */
function personIn(cell: Control | null): string | null {
  if (cell?.value.kind === 'list') return cell.value.items.length > 1 ? null : '';
  if (cell?.value.kind !== 'people') return '';
  const [one, ...more] = cell.value.people;
  return one === undefined || more.length > 0 ? null : one.userId;
}

/**
 * Returns the bills that an approval becomes: the rows of each value, in the order of the first row of each.
 * @returns null if it becomes one bill as a whole: without rows, with more values than anybody intends, or if two of them could not be told apart in
 * Kingdee's key field. The engine stops such a bill.
 */
export function approvalParts(
  from: string,
  lines: readonly DetailLine[],
  source: ApprovalSource,
): readonly ApprovalPart[] | null {
  const parts = new Map<string, DetailLine[]>();
  for (const line of lines) {
    const part = partOfRow(from, line.row, source);
    const same = parts.get(part);
    if (same) same.push(line);
    else parts.set(part, [line]);
  }
  if (parts.size === 0 || parts.size > MOST_PARTS) return null;
  if (new Set([...parts.keys()].map(shortPart)).size < parts.size) return null;
  return [...parts].map(([part, own]) => ({ part, lines: own }));
}
