import { type BaseDataChange, type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';

type Row = Record<string, unknown>;

/** SQL for bills that a forbidden entry stops: bills that wait for a person, and bills that are approved but not sent. */
export const OPEN = `((${REMAPPED_STATES}) OR b.state_kind = 'approved')`;
export const NO_BILLS: CountAndSum = { count: 0, amount: '0.00' as CountAndSum['amount'] };

/** A base data entry, by the fields that mapping rows use. */
export type Named = Pick<BaseDataChange, 'kind' | 'number' | 'orgNumber'>;

/** A current mapping row. */
export interface MappedRow {
  kind: BaseDataKind;
  table: string;
  tableName: string;
  key: string;
  keyLabel: string;
  /** "" = every organisation. */
  orgNumber: string;
  number: string;
}

export const leadsTo = (row: MappedRow, change: Named): boolean =>
  row.kind === change.kind &&
  row.number === change.number &&
  (row.orgNumber === '' || change.orgNumber === '' || row.orgNumber === change.orgNumber);

/** Returns current mapping rows whose number is one of these. */
export async function mappedTo(db: Database, changes: readonly Named[]): Promise<MappedRow[]> {
  const numbers = [...new Set(changes.map(({ number }) => number))];
  if (numbers.length === 0) return [];
  const rows = await db.query<Row>(
    `SELECT t.code, t.name, t.target, r.id, r.row_key, r.key_label, r.org_number, r.target_number FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
     WHERE r.until_revision IS NULL AND r.target_number IN (${placeholders(numbers)})`,
    numbers,
  );
  return rows.flatMap((row) => {
    const kind = baseDataKind.safeParse(row.target);
    if (!kind.success) return [];
    return [
      {
        kind: kind.data,
        table: String(row.code),
        tableName: String(row.name),
        key: String(row.row_key),
        keyLabel: String(row.key_label ?? ''),
        orgNumber: String(row.org_number),
        number: String(row.target_number),
      },
    ];
  });
}

/** Counts the bills that looked up the keys of these rows, each bill once. @param which SQL on `bill b`, with its parameters */
export async function billsBehind(
  db: Database,
  which: string,
  rows: readonly MappedRow[],
  parameters: readonly unknown[] = [],
): Promise<CountAndSum> {
  const keys = new Map<string, Set<string>>();
  for (const { table, key } of rows) keys.set(table, (keys.get(table) ?? new Set()).add(key));
  const asked = [...keys].map(([table, of]) => ({
    sql: `(l.table_code = ? AND l.lookup_key IN (${placeholders([...of])}))`,
    parameters: [table, ...of],
  }));
  const [row] = await db.query<Row>(
    `SELECT COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${unknownOf('b.base_fen')} AS unknown_amounts FROM bill b
     WHERE (${which}) AND b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE ${asked.map(({ sql }) => sql).join(' OR ')})`,
    [...parameters, ...asked.flatMap((each) => each.parameters)],
  );
  return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
}
