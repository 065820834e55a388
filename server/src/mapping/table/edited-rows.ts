import { type Database, placeholders } from '../../database/database.js';
import { MappingRowGoneError } from '../run/mapping.errors.js';
import { scopeOf } from '../run/row-scopes.js';
import type { NewRow } from './write-mapping-rows.js';

/** The part of an edited row that the edit keeps. */
export type EditedRow = Pick<NewRow, 'keyLabel' | 'scope' | 'scopeValue'>;

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
    const rows = await db.query<Record<'id' | 'key_label' | 'scope' | 'scope_value', string>>(
      `SELECT id, key_label, scope, scope_value FROM mapping_row WHERE table_id = ? AND id IN (${placeholders(part)})`,
      [tableId, ...part],
    );
    for (const { id, key_label, scope, scope_value } of rows)
      found.set(id, { keyLabel: key_label, scope: scopeOf(scope), scopeValue: scope_value });
  }
  const gone = all.find((id) => !found.has(id));
  if (gone !== undefined) throw new MappingRowGoneError(gone);
  return found;
}
