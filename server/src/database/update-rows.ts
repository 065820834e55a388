import type { EntityManager } from 'typeorm';
import { changedBy, placeholders } from './database.js';
import { dialectOf } from './dialect.js';

/** What one row becomes, on the condition that it is still as it was seen. */
export interface RowChange {
  id: string;
  version: number;
  /** Also only while this lease is on it. */
  lease?: string;
  /** Column → value; names are ours. `version` is raised by one in any case. */
  set: Readonly<Record<string, unknown>>;
}

/** Values of one statement stay readable for the database's log and far below its limits. */
const MOST_ROWS = 100;

/**
 * Changes rows of a table that has `id`, `version` and, where a change names one, `lease_token`: as many statements as there
 * are kinds of change, not rows, yet each row under its own condition. A row that has changed since, or an id named a second
 * time, is left alone.
 * @returns the ids that changed.
 */
export async function updateVersioned(
  tx: EntityManager,
  table: string,
  changes: readonly RowChange[],
): Promise<Set<string>> {
  const changed = new Set<string>();
  for (let start = 0; start < changes.length; start += MOST_ROWS) {
    const part = changes.slice(start, start + MOST_ROWS);
    const fitting = part.length === 1 ? part : await stillAsSeen(tx, table, part);
    for (const alike of grouped(fitting)) {
      const met = await updateAlike(tx, table, alike);
      if (met === alike.length) for (const { id } of alike) changed.add(id);
      else if (alike.length > 1) throw new Error(`${table}: ${met} of ${alike.length} locked rows changed`);
    }
  }
  return changed;
}

/** Which rows a statement will meet, told before it runs: afterwards MySQL and MariaDB do not say which they were. Held till the end of the transaction. */
async function stillAsSeen(tx: EntityManager, table: string, part: readonly RowChange[]): Promise<RowChange[]> {
  const lock = dialectOf(tx.dataSource) === 'mysql' ? ' FOR UPDATE' : '';
  const leased = part.some(({ lease }) => lease !== undefined) ? ', lease_token' : '';
  const rows: { id: string; version: unknown; lease_token?: string | null }[] = await tx.query(
    `SELECT id, version${leased} FROM ${table} WHERE id IN (${placeholders(part)}) ORDER BY id${lock}`,
    part.map(({ id }) => id),
  );
  const seen = new Map(rows.map((row) => [row.id, row]));
  return part.filter(({ id, version, lease }) => {
    const row = seen.get(id);
    seen.delete(id);
    return row !== undefined && Number(row.version) === version && (lease === undefined || row.lease_token === lease);
  });
}

function grouped(changes: readonly RowChange[]): RowChange[][] {
  const groups = new Map<string, RowChange[]>();
  for (const change of changes) {
    const key = `${change.version} ${change.lease ?? ''} ${Object.keys(change.set).join()}`;
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()];
}

async function updateAlike(tx: EntityManager, table: string, alike: readonly RowChange[]): Promise<number> {
  const [first] = alike;
  if (!first) return 0;
  const columns = Object.keys(first.set);
  const own = columns.filter((column) => alike.some(({ set }) => set[column] !== first.set[column]));
  const shared = columns.filter((column) => !own.includes(column));
  const values = shared.map((column) => first.set[column]);
  const condition = `${table}.version = ?${first.lease === undefined ? '' : ` AND ${table}.lease_token = ?`}`;
  const seen = [first.version, ...(first.lease === undefined ? [] : [first.lease])];
  const sets = [...shared.map((column) => `${column} = ?`), 'version = version + 1'];
  if (own.length > 0 && dialectOf(tx.dataSource) === 'sqlite') {
    const { from, sets: ownSets } = fromValues(table, 'id', own, alike.length);
    const rows = alike.flatMap(({ id, set }) => [id, ...own.map((column) => set[column])]);
    return changedBy(tx, `UPDATE ${table} SET ${[...sets, ...ownSets].join(', ')} ${from} AND ${condition}`, [
      ...values,
      ...rows,
      ...seen,
    ]);
  }
  const ids = alike.map(({ id }) => id);
  const cases = own.map((column) => `${column} = CASE id ${'WHEN ? THEN ? '.repeat(alike.length)}END`);
  const rows = own.flatMap((column) => alike.flatMap(({ id, set }) => [id, set[column]]));
  return changedBy(
    tx,
    `UPDATE ${table} SET ${[...cases, ...sets].join(', ')} WHERE id IN (${placeholders(ids)}) AND ${condition}`,
    [...rows, ...values, ...ids, ...seen],
  );
}

/**
 * SQLite's way to give each of many rows its own values: each tuple holds the key, then the columns in their order. A CASE that names every
 * key is prepared in the square of their number: 32 ms for 100 rows of 14 columns, where this takes 2.
 */
export function fromValues(
  table: string,
  key: string,
  columns: readonly string[],
  rows: number,
): { sets: string[]; from: string } {
  const tuple = `(?${', ?'.repeat(columns.length)})`;
  return {
    sets: columns.map((column, index) => `${column} = given.column${index + 2}`),
    from: `FROM (VALUES ${`${tuple}, `.repeat(rows - 1)}${tuple}) AS given WHERE ${table}.${key} = given.column1`,
  };
}
