import { type Database, placeholders } from '../../database/database.js';
import type { RowPlace } from '../../engine/rule/mapping-book.js';
import { scopeOf } from '../run/row-scopes.js';
import { dayIn, placeOf as rowPlace, spottedRow } from './row-spots.js';
import type { NewRow, WholeChange } from './write-mapping-rows.js';

interface Row {
  [column: string]: unknown;
}
/** One place of a table, and the days of the rows that are meant there; "": the row without a day. */
export interface Place extends RowPlace {
  days: readonly string[];
}

/** Rows to set and to end, to restore what a revision changed, or one place of it. */
export interface Former {
  rows: readonly NewRow[];
  ends: WholeChange['ends'];
}

const COLUMNS =
  'id, org_number, row_key, key_label, scope, scope_value, from_day, target_number, target_name, until_revision';

const placeOf = (row: Row): string => rowPlace(spottedRow(row));

/** Returns the places that a revision set, each with the day of its row. */
export async function placesSet(db: Database, tableId: string, revision: number): Promise<Place[]> {
  const rows = await db.query<Row>(
    'SELECT org_number, row_key, scope, scope_value, from_day FROM mapping_row WHERE table_id = ? AND since_revision = ? ORDER BY id',
    [tableId, revision],
  );
  return rows.map((row) => ({
    orgNumber: String(row.org_number),
    key: String(row.row_key),
    scope: scopeOf(String(row.scope)),
    scopeValue: String(row.scope_value),
    days: [String(row.from_day)],
  }));
}

/**
 * Returns the rows that a revision ended, to be set again, and those that it set at an empty place, to be ended.
 * @param only restricts it to this place.
 * @returns the key of a place that was changed since instead; a place that the revision emptied may have been filled and emptied since by
 * `userId` alone.
 */
export async function formerRows(
  db: Database,
  { tableId, revision, only }: { tableId: string; revision: number; only?: Place },
  userId: string,
): Promise<Former | { changed: string }> {
  const here = only
    ? ` AND org_number = ? AND row_key = ? AND scope = ? AND scope_value = ? AND from_day IN (${placeholders(only.days)})`
    : '';
  const place = only ? [only.orgNumber, only.key, only.scope, only.scopeValue, ...only.days] : [];
  const set = await db.query<Row>(
    `SELECT ${COLUMNS} FROM mapping_row WHERE table_id = ? AND since_revision = ?${here}`,
    [tableId, revision, ...place],
  );
  const labelOf = (row: Row) => ({ changed: String(row.key_label) || String(row.row_key) });
  const later = set.find(({ until_revision }) => until_revision != null);
  if (later) return labelOf(later);
  const ended = await db.query<Row>(
    `SELECT ${COLUMNS} FROM mapping_row WHERE table_id = ? AND until_revision = ?${here}`,
    [tableId, revision, ...place],
  );
  const after = await db.query<Row>(
    `SELECT ${COLUMNS} FROM mapping_row WHERE table_id = ? AND since_revision > ? AND until_revision IS NOT NULL
     AND (created_by <> ? OR ended_by IS NULL OR ended_by <> ?)${here}`,
    [tableId, revision, userId, userId, ...place],
  );
  const decided = new Map(after.map((row) => [placeOf(row), row]));
  const [other] = ended.flatMap((row): Row[] => [decided.get(placeOf(row))].filter((each) => each !== undefined));
  if (other) return labelOf(other);
  const now = new Map(set.map((row) => [placeOf(row), String(row.target_number)]));
  const before = new Set(ended.map(placeOf));
  const rows = ended.map(
    (row): NewRow => ({
      orgNumber: String(row.org_number),
      key: String(row.row_key),
      keyLabel: String(row.key_label),
      scope: scopeOf(String(row.scope)),
      scopeValue: String(row.scope_value),
      ...dayIn(String(row.from_day)),
      targetNumber: String(row.target_number),
      targetName: String(row.target_name),
      was: now.get(placeOf(row)) ?? null,
    }),
  );
  const ends = set
    .filter((row) => !before.has(placeOf(row)))
    .map((row) => ({
      id: String(row.id),
      key: String(row.row_key),
      keyLabel: String(row.key_label),
      target: String(row.target_number),
      ...dayIn(String(row.from_day)),
    }));
  return { rows, ends };
}
