import type { ColumnOptions } from 'typeorm';

/** |minor| must fit exactly into libsql's doubles (architecture.md, decision 6). */
const LARGEST = 2n ** 53n;

/** A column of 分 in BIGINT: bigint in code, exact on every database. @throws RangeError on write past 2^53. */
export const fen = {
  type: 'bigint' as const,
  nullable: true,
  transformer: {
    to: (value: bigint | null | undefined) => (value == null ? value : fenToColumn(value)),
    from: (value: string | number | bigint | null) => (value == null ? null : BigInt(value)),
  },
} satisfies ColumnOptions;

/** Converts 分 for raw SQL to text, which both drivers bind exactly. @throws RangeError past 2^53. */
export function fenToColumn(value: bigint): string {
  if (value >= LARGEST || value <= -LARGEST) throw new RangeError(`金额超出可记录的范围：${value} 分`);
  return value.toString();
}

/**
 * Reads a SUM() or a BIGINT of raw SQL as bigint: text of `sumOfFen`, a driver’s number, or null for an empty sum (0n). The only place that reads
 * sums.
 */
export function readFen(value: unknown): bigint {
  if (value == null) return 0n;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d+(\.0*)?$/.test(value)) return BigInt(value.split('.')[0] ?? '0');
  throw new RangeError(`数据库返回的金额无法精确读取：${String(value)}`);
}

/** Returns SQL for the SUM() of a 分 expression for `readFen`: as text, because libsql refuses integers past 2^53. */
export const sumOfFen = (expression: string): string => `CAST(SUM(${expression}) AS CHAR)`;

/** Returns SQL for the SUM() of a 分 expression that stays in the database, e.g. inside another sum or an inserted row: no driver reads it. */
export const innerSumOfFen = (expression: string): string => `SUM(${expression})`;

/** Returns SQL for a text column in SQL's JSON functions: NULL if it holds no JSON, because SQLite and MySQL would fail for all rows. */
export const validJson = (column: string): string => `CASE WHEN JSON_VALID(${column}) = 1 THEN ${column} END`;

/** Reads COUNT() and other small integers of raw SQL. */
export const readInt = (value: unknown): number => Number(value ?? 0);

/** A column of Unix milliseconds in BIGINT. */
export const instant = {
  type: 'bigint' as const,
  transformer: {
    to: (value: number | null) => value,
    from: (value: string | number | null) => (value == null ? null : Number(value)),
  },
} satisfies ColumnOptions;

/** A column of JSON kept as text, so that hashed content comes back byte for byte (MySQL's JSON type reorders keys). */
export const json = {
  type: 'longtext' as const,
  transformer: {
    to: (value: unknown) => (value == null ? null : JSON.stringify(value)),
    from: (value: string | null) => (value == null ? null : (JSON.parse(value) as unknown)),
  },
} satisfies ColumnOptions;

declare const JSON_TEXT: unique symbol;
declare const DEFAULT: unique symbol;

/** Marks a property of an entity as JSON; rows hold it as the stored text. */
export interface Json {
  readonly [JSON_TEXT]: true;
}

/** Marks a property of an entity whose column has a default in the database. */
export interface Default<T> {
  readonly [DEFAULT]: T;
}

export const longText = { type: 'longtext' } as const;
export const id = { type: 'varchar', length: 36 } as const;
export const text = (length: number) => ({ type: 'varchar', length }) as const;
