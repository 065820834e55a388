import { type Database, placeholders } from '../../database/database.js';
import { MappingRowGoneError } from '../run/mapping.errors.js';
import { scopeOf } from '../run/row-scopes.js';
import type { NewRow } from './write-mapping-rows.js';

/** The part of an edited row that the edit keeps, and what the edit has to fit. */
export interface EditedRow extends Pick<NewRow, 'key' | 'keyLabel' | 'scope' | 'scopeValue'> {
  fromDay: string;
  ended: boolean;
}

/**
 * Returns the scope of rows that a person edited, by id, and their own label: the label on the screen also names the scope. A row that has ended
 * meanwhile is found too, so that the refusal says what stands there now.
 * @throws MappingRowGoneError if the table never had such a row.
 */
export async function editedRows(
  db: Database,
  tableId: string,
  ids: readonly string[],
): Promise<Map<string, EditedRow>> {
  const found = new Map<string, EditedRow>();
  const all = [...new Set(ids)];
  for (let start = 0; start < all.length; start += 200) {
    const part = all.slice(start, start + 200);
    const rows = await db.query<EditedColumns>(
      `SELECT id, row_key, key_label, scope, scope_value, from_day, until_revision FROM mapping_row WHERE table_id = ? AND id IN (${placeholders(part)})`,
      [tableId, ...part],
    );
    for (const row of rows)
      found.set(row.id, {
        key: row.row_key,
        keyLabel: row.key_label,
        scope: scopeOf(row.scope),
        scopeValue: row.scope_value,
        fromDay: row.from_day,
        ended: row.until_revision !== null,
      });
  }
  const gone = all.find((id) => !found.has(id));
  if (gone !== undefined) throw new MappingRowGoneError(gone);
  return found;
}

type EditedColumns = Record<'id' | 'row_key' | 'key_label' | 'scope' | 'scope_value' | 'from_day', string> & {
  until_revision: unknown;
};

/** Returns whether a row can be written as an edit of this one: of the same value, and beside it only while it stands. */
export const fitsEdit = (edited: EditedRow, { key, fromDay = '' }: Pick<NewRow, 'key' | 'fromDay'>): boolean =>
  edited.key === key && (!edited.ended || edited.fromDay === fromDay);
