import { fromFen } from '@dingdee/shared/money';
import { type AsideValue, asideReason, type ValueAside } from '@dingdee/shared/value-aside';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';

type Row = Record<string, unknown>;

/** Lookups `l` that found no row, of open bills `b`. SQL with one parameter: the code of the table. */
export const LACKING = `FROM bill_lookup l JOIN bill b ON b.id = l.bill_id WHERE l.table_code = ? AND l.hit = 0 AND (${REMAPPED_STATES})`;

/** SQL: no row for all days was set for the value since its note was made. @param note alias of value_aside */
const stillApplies = (note: string): string =>
  `NOT EXISTS (SELECT 1 FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id
    WHERE t.code = ${note}.table_code AND r.row_key = ${note}.lookup_key AND r.since_revision > ${note}.revision AND r.from_day = '')`;

/** SQL on a lookup `l`: its value is put aside, and its bill was there when that was done. */
export const SEEN_ASIDE = `EXISTS (SELECT 1 FROM value_aside_bill s JOIN value_aside v ON v.table_code = s.table_code AND v.lookup_key = s.lookup_key
    WHERE s.table_code = l.table_code AND s.lookup_key = l.lookup_key AND s.bill_id = l.bill_id AND ${stillApplies('v')})`;

/** A note that still applies, of a value that some open bill lacks. */
export interface AsideNote {
  aside: ValueAside;
  /** True if a bill lacks the value that was not there when it was put aside: the value is listed again. */
  isBack: boolean;
}

/** Values of all tables that the list of values leaves out. */
export interface ValuesAside {
  size: number;
  has(table: string, key: string): boolean;
}

/** Returns the values that are put aside and that no open bill has brought back. */
export async function valuesAside(db: Pick<Database, 'query'>): Promise<ValuesAside> {
  const rows = await db.query<Row>(
    `SELECT a.table_code, a.lookup_key FROM value_aside a WHERE ${stillApplies('a')} AND NOT EXISTS (
       SELECT 1 FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
       WHERE l.table_code = a.table_code AND l.lookup_key = a.lookup_key AND l.hit = 0 AND (${REMAPPED_STATES}) AND NOT ${SEEN_ASIDE})`,
  );
  const left = new Set(rows.map((row) => placeOf(String(row.table_code), String(row.lookup_key))));
  return { size: left.size, has: (table, key) => left.has(placeOf(table, key)) };
}

const placeOf = (table: string, key: string): string => `${table}\n${key}`;

/** Returns key → note, the newest first. */
export async function asideNotes(db: Database, code: string): Promise<Map<string, AsideNote>> {
  const rows = await db.query<Row>(
    `SELECT a.lookup_key AS k, a.reason, a.note, a.put_at, COALESCE(m.name, a.put_by) AS by_name,
       (SELECT COUNT(*) ${LACKING} AND l.lookup_key = a.lookup_key) AS lacking,
       (SELECT COUNT(*) ${LACKING} AND l.lookup_key = a.lookup_key AND NOT ${SEEN_ASIDE}) AS unseen
     FROM value_aside a LEFT JOIN member m ON m.user_id = a.put_by
     WHERE a.table_code = ? AND ${stillApplies('a')} ORDER BY a.put_at DESC, a.lookup_key`,
    [code, code, code],
  );
  return new Map(rows.filter(({ lacking }) => readInt(lacking) > 0).map((row) => [String(row.k), noteOf(row)]));
}

/** Returns the values that are put aside, with the bills that lack them. */
export async function asideValues(
  db: Database,
  code: string,
  notes: ReadonlyMap<string, AsideNote>,
): Promise<AsideValue[]> {
  const left = [...notes].filter(([, { isBack }]) => !isBack);
  if (left.length === 0) return [];
  const keys = left.map(([key]) => key);
  const rows = await db.query<Row>(
    `SELECT l.lookup_key AS k, MAX(l.key_label) AS label, COUNT(DISTINCT b.id) AS n, ${sumOfFen('l.amount_fen')} AS fen,
       COUNT(DISTINCT CASE WHEN b.base_fen IS NULL THEN b.id END) AS unknown_amounts
     ${LACKING} AND l.lookup_key IN (${placeholders(keys)}) GROUP BY l.lookup_key`,
    [code, ...keys],
  );
  const byKey = new Map(rows.map((row) => [String(row.k), row]));
  return left.flatMap(([key, { aside }]) => {
    const row = byKey.get(key);
    if (!row) return [];
    const bills = readInt(row.n);
    const unknown = unknownIn(readInt(row.unknown_amounts));
    return [{ key, keyLabel: String(row.label), bills, details: fromFen(readFen(row.fen)), ...unknown, aside }];
  });
}

/** Returns what a value that came back says of the time when it was put aside. */
export const beforeOf = (note: AsideNote | undefined): { before?: ValueAside } =>
  note === undefined ? {} : { before: note.aside };

function noteOf(row: Row): AsideNote {
  const aside = {
    by: String(row.by_name),
    at: readInt(row.put_at),
    reason: asideReason.parse(row.reason),
    note: maskText(String(row.note)),
  };
  return { aside, isBack: readInt(row.unseen) > 0 };
}
