import { DATE_WAYS, type FilterCondition, NUMBER_WAYS } from '@dingdee/shared/filter';
import { isHeaderRow } from '@dingdee/shared/header-row';
import type { Control, ControlRow } from '../../domain/approval/approval-instance.js';
import type { ApprovalSource } from './approval-source.js';
import { readDate } from './dates.js';
import { compareExact, readBoth, readExact } from './exact-number.js';

/** Returns the position of the first condition that does not hold; null if all hold. Pure; throws for no approval and no condition. */
export function firstUnmet(
  filter: readonly FilterCondition[],
  source: ApprovalSource,
  tables: readonly string[],
): number | null {
  const place = filter.findIndex((condition) => !isMet(condition, source, tables));
  return place < 0 ? null : place;
}

/**
 * Returns whether a condition holds. A condition on cells holds if some row fulfils it; a negative one if every row does. A value that cannot be
 * understood excludes nothing: the approval is collected, and its bill says what is wrong with it. No payment goes missing because a value was
 * misread.
 */
export function isMet(condition: FilterCondition, source: ApprovalSource, tables: readonly string[]): boolean {
  const texts = textsOf(condition, source, tables);
  return texts === null || textsMeet(condition, texts);
}

/** Returns the texts that a condition asks for, one for each row; null if some of it is unknown. They depend on the condition by its `textsKey` alone. */
export function textsOf(
  condition: FilterCondition,
  source: ApprovalSource,
  tables: readonly string[],
): readonly string[] | null {
  const read = readAll(condition, source, tables);
  return 'why' in read ? null : read.texts;
}

/** Returns a key of the texts that a condition asks for: numbers are read otherwise than words. */
export const textsKey = ({ from, is }: FilterCondition): string => (NUMBER_WAYS.includes(is) ? `${from}\n#` : from);

/**
 * Why the value under a reference is unknown: it cannot be read, is one of several that differ, or is gone from the form; or, in a comparison, it is
 * neither a number nor a day.
 */
export type Unread = 'unreadable' | 'several' | 'gone' | 'illegible';

/** Returns why it is unknown whether a condition holds; null if it is known. An empty value in place of an amount or a day counts as known. */
export function unreadIn(condition: FilterCondition, source: ApprovalSource, tables: readonly string[]): Unread | null {
  const read = readAll(condition, source, tables);
  if ('why' in read) return read.why;
  const compare = comparing(condition);
  if (compare === null || !isComplete(condition)) return null;
  const { is } = condition;
  const orders = read.texts.map(compare);
  const known = orders.some((order) => order !== null && (is === 'is-not-amount' ? order === 0 : ordered(is, order)));
  return !known && read.texts.some((text, at) => text !== '' && orders[at] === null) ? 'illegible' : null;
}

/** Returns how the texts of a condition are compared; null if they are not compared. */
function comparing({ is, value = '' }: FilterCondition): ((text: string) => number | null) | null {
  if (NUMBER_WAYS.includes(is)) return (text) => comparedNumbers(text, value);
  return DATE_WAYS.includes(is) ? (text) => comparedDays(text, value) : null;
}

/** Reads the texts under the reference of a condition, one for each row. */
function readAll(
  { from, is }: FilterCondition,
  source: ApprovalSource,
  tables: readonly string[],
): { texts: readonly string[] } | { why: Unread } {
  const rows = from.startsWith('row:') ? rowsOf(source, tables) : [null];
  if (typeof rows === 'string') return { why: rows };
  const texts: string[] = [];
  for (const row of rows) {
    const { text, unreadable, ambiguous, payee, decimal } = source.read(from, row);
    if (unreadable || (payee && text === '')) return { why: 'unreadable' };
    if (ambiguous) return { why: 'several' };
    // One more zero says that the point is none of thousands.
    texts.push(decimal && NUMBER_WAYS.includes(is) ? `${text}0` : text);
  }
  return source.lacks(from) ? { why: 'gone' } : { texts };
}

/**
 * Returns whether texts fulfil a condition.
 * @param texts texts of its reference, one for each row; '' if it is empty.
 */
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

/** Returns whether the condition has a value to compare with: an incomplete condition excludes nothing. */
export function isComplete({ is, value = '', values = [] }: FilterCondition): boolean {
  if (NUMBER_WAYS.includes(is)) return readExact(value, true) !== null;
  if (DATE_WAYS.includes(is)) return readDate(value) !== null;
  if (is === 'one-of' || is === 'none-of') return values.length > 0;
  return is === 'filled' || is === 'empty' || value.trim() !== '';
}

/** Returns whether some text compares as wanted or cannot be compared; true if there are no texts. */
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

/** Returns how a text compares with a number; null if it is none, or may be two numbers that compare otherwise. */
function comparedNumbers(text: string, value: string): number | null {
  const [one, other] = [readExact(text), readExact(value, true)];
  if (other === null) return null;
  if (one !== null) return compareExact(one, other);
  const [first, second] = readBoth(text).map((each) => Math.sign(compareExact(each, other)));
  return first !== undefined && first === second ? first : null;
}

function comparedDays(text: string, value: string): number | null {
  const [one, other] = [readDate(text), readDate(value)];
  if (one === null || other === null) return null;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Returns the rows of all tables, whose columns are read as the form knows them; or why it is unknown what the rows say. */
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
