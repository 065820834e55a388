import type { Database } from '../../database/database.js';
import type { BillCondition } from '../run/bills-to-map.js';
import { reachOf, spanOf } from '../run/row-reach.js';
import type { Place } from './former-rows.js';
import type { MappingTableRef } from './mapping-tables.js';

/** A place of a table, with the days of the rows that are meant there. */
export interface PlaceOfTable {
  table: Pick<MappingTableRef, 'id' | 'code'>;
  place: Place;
}

/** Returns the condition for bills behind rows of these days: each counts until the next row at its place takes over. */
async function reachOfPlace(db: Database, { table, place }: PlaceOfTable): Promise<BillCondition> {
  const { orgNumber, key, scope, scopeValue, days } = place;
  const rows = await db.query<{ from_day: string }>(
    `SELECT from_day FROM mapping_row WHERE table_id = ? AND row_key = ? AND org_number = ? AND scope = ? AND scope_value = ? AND until_revision IS NULL`,
    [table.id, key, orgNumber, scope, scopeValue],
  );
  const others = rows.map(({ from_day }) => from_day).filter((day) => !days.includes(day));
  return reachOf(
    table.code,
    place,
    days.map((day) => spanOf(day, others)),
  );
}

/** Returns the condition for bills that asked for the key of any of these places and that its rows apply to. */
export async function reachOfPlaces(db: Database, places: readonly PlaceOfTable[]): Promise<BillCondition> {
  const sql: string[] = [];
  const parameters: unknown[] = [];
  for (const one of places) {
    const reach = await reachOfPlace(db, one);
    sql.push(
      `(${reach.sql} AND b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE l.table_code = ? AND l.lookup_key = ?))`,
    );
    parameters.push(...reach.parameters, one.table.code, one.place.key);
  }
  return { sql: sql.length === 0 ? '1 = 0' : `(${sql.join(' OR ')})`, parameters };
}
