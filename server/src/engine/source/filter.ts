import { DATE_WAYS, type FilterCondition, NUMBER_WAYS } from '@dingdee/shared/filter';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import type { ApprovalSource } from './approval-source.js';
import { readDate } from './dates.js';
import { compareExact, readExact } from './exact-number.js';
import { isHeaderRow } from './header-row.js';

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

/** What an approval has under a reference, one text for each row; null where nobody can say for some of it. */
export function textsOf(from: string, source: ApprovalSource, tables: readonly string[]): readonly string[] | null {
  const read = readAll(from, source, tables);
  return 'why' in read ? null : read.texts;
}

/**
 * Why nobody can say what stands under a reference: it cannot be read, is one of several that differ, or is gone from the form; or, of a
 * comparison, it is neither number nor day.
 */
export type Unread = 'unreadable' | 'several' | 'gone' | 'illegible';

/** Why it is not known whether a condition holds; null where it is. Nothing in place of an amount or a day is no riddle: nobody compared it. */
export function unreadIn(condition: FilterCondition, source: ApprovalSource, tables: readonly string[]): Unread | null {
  const read = readAll(condition.from, source, tables);
  if ('why' in read) return read.why;
  const compare = comparing(condition);
  if (compare === null || !isComplete(condition)) return null;
  const { is } = condition;
  const orders = read.texts.map(compare);
  const known = orders.some((order) => order !== null && (is === 'is-not-amount' ? order === 0 : ordered(is, order)));
  return !known && read.texts.some((text, at) => text !== '' && orders[at] === null) ? 'illegible' : null;
}

/** How the texts of a condition are compared; null where they are not. */
function comparing({ is, value = '' }: FilterCondition): ((text: string) => number | null) | null {
  if (NUMBER_WAYS.includes(is)) return (text) => comparedNumbers(text, value);
  return DATE_WAYS.includes(is) ? (text) => comparedDays(text, value) : null;
}

function readAll(
  from: string,
  source: ApprovalSource,
  tables: readonly string[],
): { texts: readonly string[] } | { why: Unread } {
  const rows = from.startsWith('row:') ? rowsOf(source, tables) : [null];
  if (typeof rows === 'string') return { why: rows };
  const texts: string[] = [];
  for (const row of rows) {
    const { text, unreadable, ambiguous, payee } = source.read(from, row);
    if (unreadable || (payee && text === '')) return { why: 'unreadable' };
    if (ambiguous) return { why: 'several' };
    texts.push(text);
  }
  return source.lacks(from) ? { why: 'gone' } : { texts };
}

/** @param texts what its reference has, one for each row; '' where there is nothing. */
export function textsMeet(condition: FilterCondition, texts: readonly string[]): boolean {
  const { is, value = '', values = [] } = condition;
  const compare = comparing(condition);
  if (compare !== null) return compared(is, texts, compare);
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

/** Rows of all tables, whose columns are read as the form knows them; or why nobody can tell what the rows say. */
function rowsOf(source: ApprovalSource, tables: readonly string[]): ControlRow[] | Unread {
  const rows: ControlRow[] = [];
  for (const [at, table] of source.details(tables).entries()) {
    const own = rowsOfOne(source, tables[at] ?? '', table);
    if (typeof own === 'string') return own;
    rows.push(...own);
  }
  return rows;
}

function rowsOfOne(source: ApprovalSource, name: string, table: Control | null): readonly ControlRow[] | Unread {
  if (!isHeaderRow(name) && source.isUnclear(name)) return 'several';
  if (table === null || table.value.kind === 'empty') return [];
  if (table.value.kind !== 'table') return 'unreadable';
  const { rows } = table.value;
  return rows.some(({ unreadable }) => unreadable !== undefined) ? 'unreadable' : rows;
}
