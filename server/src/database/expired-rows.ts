import { changedBy, type Database, placeholders } from './database.js';

const CHUNK = 2_000;

/**
 * Deletes the rows whose `column` is before `before` (Unix ms), in small transactions; the room that owns `table` calls it. @param key the primary
 * key. @param only a further SQL condition; absent: all rows.
 */
export async function deleteExpired(
  db: Database,
  table: string,
  { key, column, only = '1 = 1' }: { key: string; column: string; only?: string },
  before: number,
): Promise<void> {
  const sql = `SELECT ${key} AS id FROM ${table} WHERE ${column} < ? AND ${only} ORDER BY ${column} LIMIT ${CHUNK}`;
  for (;;) {
    const rows = await db.query<{ id: string | number }>(sql, [before]);
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await db.inTransaction((tx) => changedBy(tx, `DELETE FROM ${table} WHERE ${key} IN (${placeholders(ids)})`, ids));
  }
}
