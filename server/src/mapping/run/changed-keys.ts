import type { Database } from '../../database/database.js';

/** Most changed keys that are read again one by one; after more changes the table is read whole. */
export const MOST_CHANGED = 2000;

/** A confirmation of a row counts for every revision, whenever it was made. */
const CHANGED_KEYS = `${['since_revision', 'until_revision']
  .map((column) => `SELECT row_key FROM mapping_row WHERE table_id = ? AND ${column} > ? AND ${column} <= ?`)
  .join(
    ' UNION ',
  )} UNION SELECT row_key FROM mapping_row WHERE table_id = ? AND confirmed_revision > ? LIMIT ${MOST_CHANGED + 1}`;

/**
 * Returns the keys of a table of which any row was set or ended after one revision and up to another, or confirmed after the first; null
 * if there are more than MOST_CHANGED.
 */
export async function changedKeys(
  db: Database,
  tableId: string,
  since: number,
  upTo: number,
): Promise<string[] | null> {
  const span = [tableId, since, upTo];
  const rows = await db.query<{ row_key: string }>(CHANGED_KEYS, [...span, ...span, tableId, since]);
  return rows.length > MOST_CHANGED ? null : rows.map(({ row_key }) => row_key);
}
