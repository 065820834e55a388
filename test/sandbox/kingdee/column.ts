import { parseDate } from './date.js';
import { fromUnits, toUnits } from './decimal.js';
import type { FieldKind } from './field.js';
import { type Condition, FilterSyntaxError, type Literal } from './filter-syntax.js';
import type { KingdeeSwitches } from './switches.js';

/** A value of an item that a query can show or compare. */
export interface Column<Item> {
  kind: FieldKind | 'id';
  /** Whether the value belongs to the rows of a bill: a query for it gives one result line per row (kingdee.md §9). */
  perRow: boolean;
  read(item: Item): string | boolean | null;
}

export type Resolve<Item> = (key: string) => Column<Item>;

const NUMERIC: ReadonlySet<string> = new Set(['amount', 'decimal', 'integer', 'id']);

type Value = string | bigint | null;

/** Converts a value for comparison: numbers to units, dates to ISO text, every other kind to text. */
function comparable(kind: Column<never>['kind'], value: string | boolean | null): Value {
  if (value === null) return null;
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : value;
  return NUMERIC.has(kind) ? toUnits(text) : text;
}

function literal<Item>(column: Column<Item>, value: Literal, switches: KingdeeSwitches): Value {
  if (NUMERIC.has(column.kind)) {
    // §9: numbers are unquoted; one report says that quotes break the SQL.
    if (value.kind === 'text' && !switches.quotedNumbersAccepted) throw new FilterSyntaxError(`'${value.text}'`);
    const units = toUnits(value.text);
    if (units === null) throw new FilterSyntaxError(`'${value.text}'`);
    return units;
  }
  if (column.kind === 'date') return parseDate(value.text) ?? value.text;
  return value.text;
}

const isTrue = {
  '=': (a: NonNullable<Value>, b: NonNullable<Value>) => a === b,
  '<>': (a: NonNullable<Value>, b: NonNullable<Value>) => a !== b,
  '>': (a: NonNullable<Value>, b: NonNullable<Value>) => a > b,
  '>=': (a: NonNullable<Value>, b: NonNullable<Value>) => a >= b,
  '<': (a: NonNullable<Value>, b: NonNullable<Value>) => a < b,
  '<=': (a: NonNullable<Value>, b: NonNullable<Value>) => a <= b,
};

/** Converts a SQL LIKE pattern to a regular expression: % any text, _ one character, [x] the character itself. */
function likePattern(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    const close = char === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (close > 0) {
      source += `[${pattern.slice(at + 1, close).replace(/[\\\]]/g, '\\$&')}]`;
      at = close;
    } else if (char === '%') source += '[\\s\\S]*';
    else if (char === '_') source += '[\\s\\S]';
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 'u');
}

export interface Predicate<Item> {
  perRow: boolean;
  holds(item: Item): boolean;
}

/** Compiles a condition once per query. @throws the error of `resolve` for an unknown key, FilterSyntaxError for bad values. */
export function compile<Item>(
  condition: Condition,
  resolve: Resolve<Item>,
  switches: KingdeeSwitches,
): Predicate<Item> {
  switch (condition.op) {
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => compile(part, resolve, switches));
      const perRow = parts.some((part) => part.perRow);
      return condition.op === 'and'
        ? { perRow, holds: (item) => parts.every((part) => part.holds(item)) }
        : { perRow, holds: (item) => parts.some((part) => part.holds(item)) };
    }
    case 'not': {
      const part = compile(condition.part, resolve, switches);
      return { perRow: part.perRow, holds: (item) => !part.holds(item) };
    }
    case 'compare': {
      const column = resolve(condition.key);
      const wanted = literal(column, condition.value, switches);
      const test = isTrue[condition.operator];
      const holds = (item: Item): boolean => {
        const value = comparable(column.kind, column.read(item)) ?? '';
        return wanted !== null && typeof value === typeof wanted && test(value, wanted);
      };
      return { perRow: column.perRow, holds };
    }
    case 'in': {
      const column = resolve(condition.key);
      const wanted = new Set(condition.values.map((value) => literal(column, value, switches)));
      return {
        perRow: column.perRow,
        holds: (item) => wanted.has(comparable(column.kind, column.read(item)) ?? ''),
      };
    }
    case 'like': {
      const column = resolve(condition.key);
      const pattern = likePattern(condition.pattern);
      return { perRow: column.perRow, holds: (item) => pattern.test(String(column.read(item) ?? '')) };
    }
    case 'blank': {
      const column = resolve(condition.key);
      return { perRow: column.perRow, holds: (item) => (column.read(item) ?? '') === '' };
    }
  }
}

/** Returns the value as JSON: amounts and ids are numbers; amounts are `***` without field rights (kingdee.md §9). */
export function jsonValue<Item>(column: Column<Item>, item: Item, switches: KingdeeSwitches): unknown {
  const value = column.read(item);
  if (column.kind === 'amount' && !switches.amountRights) return '***';
  if (value === null || typeof value === 'boolean' || !NUMERIC.has(column.kind)) return value;
  const units = toUnits(value);
  return units === null ? value : Number(fromUnits(units));
}

/** Compares two items by one column; blanks first. */
export function compareBy<Item>(column: Column<Item>, left: Item, right: Item): number {
  const a = comparable(column.kind, column.read(left));
  const b = comparable(column.kind, column.read(right));
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
