import { DATE_WAYS, type FilterCondition, NUMBER_WAYS } from '@dingdee/shared/filter';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import type { ApprovalSource } from './approval-source.js';
import { readDate } from './dates.js';
import { compareExact, readExact } from './exact-number.js';
import { headerAsTable, isHeaderRow } from './header-row.js';

/** The place of the first condition that does not hold, null where all do. Pure; throws for no approval and no condition. */
export function firstUnmet(
  filter: readonly FilterCondition[],
  source: ApprovalSource,
  tables: readonly string[],
): number | null {
  const place = filter.findIndex((condition) => !isMet(condition, source, tables));
  return place < 0 ? null : place;
}

/**
 * A condition on cells holds when some row fulfils it; a negative one when every row does. What cannot be understood leaves nobody out: the
 * approval is collected, and its bill says what is wrong with it. Nothing that is paid goes missing for a value that we misread.
 */
export function isMet(condition: FilterCondition, source: ApprovalSource, tables: readonly string[]): boolean {
  const texts = textsOf(condition.from, source, tables);
  return texts === null || textsMeet(condition, texts);
}

/** What an approval has under a reference, one text for each row; null where some of it cannot be read. */
export function textsOf(from: string, source: ApprovalSource, tables: readonly string[]): readonly string[] | null {
  const rows = from.startsWith('row:') ? rowsOf(source, tables) : [null];
  if (rows === null) return null;
  const values = rows.map((row) => source.read(from, row));
  return values.some(({ unreadable }) => unreadable) ? null : values.map(({ text }) => text);
}

/** @param texts what its reference has, one for each row; '' where there is nothing. */
export function textsMeet({ is, value = '', values = [] }: FilterCondition, texts: readonly string[]): boolean {
  if (NUMBER_WAYS.includes(is)) return compared(is, texts, (text) => comparedNumbers(text, value));
  if (DATE_WAYS.includes(is)) return compared(is, texts, (text) => comparedDays(text, value));
  switch (is) {
    case 'equals':
      return texts.includes(value);
    case 'not-equals':
      return !texts.includes(value);
    case 'one-of':
      return texts.some((text) => values.includes(text));
    case 'none-of':
      return !texts.some((text) => values.includes(text));
    case 'contains':
      return texts.some((text) => text.includes(value));
    case 'not-contains':
      return !texts.some((text) => text.includes(value));
    case 'filled':
      return texts.some((text) => text !== '');
    case 'empty':
      return texts.every((text) => text === '');
    default:
      return true;
  }
}

/** Whether the condition has something that can be compared with: nobody is left out by one that has not. */
export function isComplete({ is, value = '', values = [] }: FilterCondition): boolean {
  if (NUMBER_WAYS.includes(is)) return readExact(value) !== null;
  if (DATE_WAYS.includes(is)) return readDate(value) !== null;
  if (is === 'one-of' || is === 'none-of') return values.length > 0;
  return is === 'filled' || is === 'empty' || value.trim() !== '';
}

/** Some text compares as wanted, or none of them all compares and so nothing is known. */
function compared(
  is: FilterCondition['is'],
  texts: readonly string[],
  compare: (text: string) => number | null,
): boolean {
  const orders = texts.map(compare);
  if (is === 'is-not-amount') return orders.every((order) => order !== 0);
  return orders.some((order) => order === null || ordered(is, order)) || orders.length === 0;
}

function ordered(is: FilterCondition['is'], order: number): boolean {
  switch (is) {
    case 'is-amount':
      return order === 0;
    case 'more':
    case 'after':
      return order > 0;
    case 'at-least':
    case 'since':
      return order >= 0;
    case 'less':
    case 'before':
      return order < 0;
    default:
      return order <= 0;
  }
}

function comparedNumbers(text: string, value: string): number | null {
  const [one, other] = [readExact(text), readExact(value)];
  return one === null || other === null ? null : compareExact(one, other);
}

function comparedDays(text: string, value: string): number | null {
  const [one, other] = [readDate(text), readDate(value)];
  if (one === null || other === null) return null;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Rows of all tables. @returns null where nobody can tell what the rows say. */
function rowsOf(source: ApprovalSource, tables: readonly string[]): readonly ControlRow[] | null {
  const rows: ControlRow[] = [];
  for (const table of tables) {
    const own = rowsOfOne(source, table);
    if (own === null) return null;
    rows.push(...own);
  }
  return rows;
}

function rowsOfOne(source: ApprovalSource, table: string): readonly ControlRow[] | null {
  const value = isHeaderRow(table) ? headerAsTable(source.instance.controls).value : source.control(table)?.value;
  if (value?.kind !== 'table') return value === undefined || value.kind === 'empty' ? [] : null;
  return value.rows.some(({ unreadable }) => unreadable !== undefined) ? null : value.rows;
}
