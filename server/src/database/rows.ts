import { type EntityManager, getMetadataArgsStorage } from 'typeorm';
import { type Default, fenToColumn, type Json } from './columns.js';
import { insertTuples } from './database.js';

/** "billNo" → "bill_no", as our columns are named; checked against the entity's metadata when a table is first used. */
export type SnakeCase<Name extends string, Done extends string = ''> = Name extends `${infer Head}${infer Tail}`
  ? SnakeCase<Tail, Head extends Lowercase<Head> ? `${Done}${Head}` : `${Done}_${Lowercase<Head>}`>
  : Done;

type Property<E> = keyof E & string;
/** The properties that a new row may leave out: the column is nullable or has a default in the database. */
type LeftOut<E> = {
  [P in Property<E>]: null extends E[P] ? P : E[P] extends Default<unknown> ? P : never;
}[Property<E>];

/** The type of a value in a row to be written: 分 as bigint, instants as number, yes or no as boolean, JSON as the text that is stored. */
type Written<T> = T extends Json ? string : T extends Default<infer Of> ? Of : T;

/** A row to be inserted into an entity's table. An absent or undefined value becomes NULL, or the column's default. */
export type NewRow<E> = {
  readonly [P in Exclude<Property<E>, LeftOut<E>> as SnakeCase<P>]: Written<E[P]>;
} & {
  readonly [P in LeftOut<E> as SnakeCase<P>]?: Written<E[P]> | undefined;
};

export type EntityClass<E extends object> = new () => E;
/** Gives keys without a column the type never, so that naming one does not compile, even if the row comes out of `map`. */
type NothingElse<Row, E> = { readonly [K in Exclude<Row extends unknown ? keyof Row : never, keyof NewRow<E>>]: never };

/** A value as it is bound to a statement. */
type Bound = string | number | null;

interface Table {
  name: string;
  /** Column → value for a row that does not name it, in the entity's order. */
  columns: ReadonlyMap<string, Bound>;
}
const tables = new WeakMap<EntityClass<object>, Table>();

/**
 * Returns name and columns of an entity's table, read once from its decorators. @throws Error if a property and its column differ in more than case.
 */
export function tableOf(entity: EntityClass<object>): Table {
  const known = tables.get(entity);
  if (known) return known;
  const { tables: named, columns: declared } = getMetadataArgsStorage();
  const name = named.find(({ target }) => target === entity)?.name;
  if (name === undefined) throw new Error(`${entity.name} is not an entity`);
  const columns = new Map<string, Bound>();
  for (const { target, propertyName, options } of declared) {
    if (target !== entity) continue;
    const column = options.name ?? propertyName;
    if (column !== snakeCase(propertyName)) throw new Error(`${entity.name}.${propertyName} is the column ${column}`);
    columns.set(column, bound(options.default ?? null));
  }
  const table = { name, columns };
  tables.set(entity, table);
  return table;
}

const snakeCase = (property: string): string => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Converts a value of a row to a value that can be bound. @throws TypeError for a type that no column holds, RangeError past 2^53 */
export function bound(value: unknown): Bound {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return fenToColumn(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new TypeError(`a column does not hold a value of the type ${typeof value}`);
}

/**
 * Inserts rows, 200 per statement. A statement names the columns that any of the rows has, in the entity's order: a call that always gives the same
 * columns has one statement text, in whatever order its rows are written. A row without one of them gets NULL or the default, as if it were inserted
 * alone.
 * @throws TypeError for a key without a column, and for a value that no column holds
 */
export async function insertRows<E extends object, const Row extends NewRow<E>>(
  tx: EntityManager,
  entity: EntityClass<E>,
  rows: readonly (Row & NothingElse<Row, E>)[],
): Promise<void> {
  if (rows.length === 0) return;
  const { name, columns } = tableOf(entity);
  const written: readonly Readonly<Record<string, unknown>>[] = rows;
  const named = columnsIn(written, columns, name);
  await insertTuples(
    tx,
    name,
    named.map(([column]) => column),
    written.map((row) =>
      named.map(([column, absent]) => {
        const value = row[column];
        return value === undefined ? absent : bound(value);
      }),
    ),
  );
}

function columnsIn(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: Table['columns'],
  table: string,
): [string, Bound][] {
  const seen = new Set<string>();
  for (const row of rows)
    for (const key in row) {
      if (seen.has(key) || row[key] === undefined) continue;
      if (!columns.has(key)) throw new TypeError(`${table} has no column ${key}`);
      seen.add(key);
    }
  return [...columns].filter(([column]) => seen.has(column));
}
