import type { BaseDataKind, BaseDataUsesQuery } from '@dingdee/shared/base-data';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import type { BillCondition } from '../run/bills-to-map.js';
import { scopeOf } from '../run/row-scopes.js';
import { dayIn } from '../table/row-spots.js';
import type { NewRow } from '../table/write-mapping-rows.js';

type Row = Record<string, unknown>;

/** A current row that leads to an entry, with its table. */
export interface EntryRow extends Omit<NewRow, 'was'> {
  table: string;
}

/** Returns the current rows of every table of that kind that lead to the entry, in each scope, by table and key. */
export async function entryRows(
  db: Database,
  kind: BaseDataKind,
  { number, org }: BaseDataUsesQuery,
): Promise<EntryRow[]> {
  const rows = await db.query<Row>(
    `SELECT t.code, r.org_number, r.row_key, r.key_label, r.scope, r.scope_value, r.from_day, r.target_number, r.target_name
     FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
     WHERE t.target = ? AND r.until_revision IS NULL AND r.target_number = ? ORDER BY t.code, r.row_key, r.org_number, r.id`,
    [kind, number],
  );
  return rows
    .map((row) => ({
      table: String(row.code),
      orgNumber: String(row.org_number),
      key: String(row.row_key),
      keyLabel: String(row.key_label),
      scope: scopeOf(String(row.scope)),
      scopeValue: String(row.scope_value),
      ...dayIn(String(row.from_day)),
      targetNumber: String(row.target_number),
      targetName: String(row.target_name),
    }))
    .filter(({ orgNumber }) => org === '' || orgNumber === '' || orgNumber === org);
}

/** Returns the organisations that use an entry, usable there or not; "" for one of the whole group. */
export async function orgsOf(db: Database, kind: BaseDataKind, number: string): Promise<string[]> {
  const rows = await db.query<{ org_number: string }>(
    'SELECT org_number FROM base_data WHERE kind = ? AND number = ? ORDER BY org_number',
    [kind, number],
  );
  return rows.map(({ org_number }) => org_number);
}

/** Counts the bills in some states that meet a condition, each once. */
export async function countReached(
  db: Database,
  states: string,
  { sql, parameters }: BillCondition,
): Promise<CountAndSum> {
  const [row] = await db.query<Row>(
    `SELECT COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${unknownOf('b.base_fen')} AS unknown_amounts FROM bill b WHERE (${states}) AND ${sql}`,
    [...parameters],
  );
  return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
}
