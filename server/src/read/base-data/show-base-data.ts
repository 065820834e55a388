import {
  BASE_DATA_CHANGES,
  BASE_DATA_FORMS,
  type BaseDataChange,
  type BaseDataKind,
  type BaseDataOverview,
  type BaseDataUses,
  type BaseDataUsesQuery,
  baseDataKind,
} from '@dingdee/shared/base-data';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import type { OwnFieldBook } from '../../base-data/own-field/own-field-book.js';
import { OwnFields } from '../../base-data/own-field/own-fields.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';

const DAYS = 7;
const DAY_MS = 24 * 3_600_000;
const MOST = 300;
const MOST_USES = 50;
/** SQL for bills that a forbidden entry stops: bills that wait for a person, and bills that are approved but not sent. */
const OPEN = `((${REMAPPED_STATES}) OR b.state_kind = 'approved')`;
const NO_BILLS: CountAndSum = { count: 0, amount: '0.00' as CountAndSum['amount'] };

interface Row {
  [column: string]: unknown;
}

/** A base data entry, by the fields that mapping rows use. */
type Named = Pick<BaseDataChange, 'kind' | 'number' | 'orgNumber'>;

/** Shows 基础资料: what is stored, and what has changed in the last days, with the mapping rows and open bills that this affects. */
@Injectable()
export class ShowBaseData {
  constructor(
    private readonly db: Database,
    private readonly own: OwnFields,
  ) {}

  async overview(now = Date.now()): Promise<BaseDataOverview> {
    const rows = await this.db.query<Row>(
      `SELECT c.at, c.kind, c.org_number, c.number, c.name, c.was, c.what, d.usable AS usable_now
       FROM base_data_change c LEFT JOIN base_data d ON d.kind = c.kind AND d.org_number = c.org_number AND d.number = c.number
       WHERE c.at >= ? ORDER BY c.at DESC, c.id DESC LIMIT ${MOST + 1}`,
      [now - DAYS * DAY_MS],
    );
    const told = rows.slice(0, MOST).flatMap(changeOf);
    const mapped = await this.mappedTo(told);
    const changes: BaseDataChange[] = [];
    for (const change of told) {
      const of = mapped.filter((row) => leadsTo(row, change));
      changes.push({
        ...change,
        mappings: of.length,
        table: of[0]?.table ?? null,
        bills: of.length === 0 ? NO_BILLS : await this.bills(of),
      });
    }
    const broken = changes.filter(({ unusable }) => unusable);
    const rowsBroken = mapped.filter((row) => broken.some((change) => leadsTo(row, change)));
    const own = await this.own.book();
    const { kinds, others } = await this.kinds(own);
    return {
      kinds,
      ...(others.length > 0 ? { others } : {}),
      ...(own.fields.length > 0 ? { fields: [...own.fields] } : {}),
      days: DAYS,
      changes,
      more: rows.length > MOST,
      broken: {
        entries: new Set(broken.map(({ kind, orgNumber, number }) => [kind, orgNumber, number].join('\n'))).size,
        mappings: rowsBroken.length,
        bills: rowsBroken.length === 0 ? NO_BILLS : await this.bills(rowsBroken),
      },
    };
  }

  /** Returns the uses of an entry: mapping rows that lead to it, and the open bills behind them. */
  async uses(kind: BaseDataKind, { number, org }: BaseDataUsesQuery): Promise<BaseDataUses> {
    const entry = { kind, number, orgNumber: org };
    const leading = (await this.mappedTo([entry])).filter((row) => leadsTo(row, entry));
    const counts = await this.billsByKey(leading);
    const rows = leading
      .map(({ table, tableName, key, keyLabel, orgNumber }) => {
        const bills = counts
          .filter((each) => each.table === table && each.key === key && (orgNumber === '' || each.org === orgNumber))
          .reduce((sum, { bills }) => sum + bills, 0);
        return { table, tableName, key, keyLabel, orgNumber, bills };
      })
      .sort((a, b) => b.bills - a.bills);
    return {
      rows: rows.slice(0, MOST_USES),
      more: Math.max(0, rows.length - MOST_USES),
      open: leading.length === 0 ? NO_BILLS : await this.bills(leading),
    };
  }

  /** Counts the bills that looked up each of these keys, in any state. */
  private async billsByKey(
    rows: readonly MappedRow[],
  ): Promise<{ table: string; key: string; org: string; bills: number }[]> {
    const tables = [...new Set(rows.map(({ table }) => table))];
    const counts: { table: string; key: string; org: string; bills: number }[] = [];
    for (const table of tables) {
      const keys = [...new Set(rows.filter((row) => row.table === table).map(({ key }) => key))];
      for (let start = 0; start < keys.length; start += 200) {
        const part = keys.slice(start, start + 200);
        const found = await this.db.query<Row>(
          `SELECT l.lookup_key AS k, l.org_number AS org, COUNT(*) AS n FROM bill_lookup l
           WHERE l.table_code = ? AND l.lookup_key IN (${placeholders(part)}) GROUP BY l.lookup_key, l.org_number`,
          [table, ...part],
        );
        for (const { k, org, n } of found) counts.push({ table, key: String(k), org: String(org), bills: readInt(n) });
      }
    }
    return counts;
  }

  /** Returns the kinds of base data. `others`: kinds that Kingdee names but that are neither stored nor needed. */
  private async kinds(own: OwnFieldBook): Promise<Required<Pick<BaseDataOverview, 'kinds' | 'others'>>> {
    const counts = await this.db.query<Row>(
      'SELECT kind, COUNT(*) AS n, SUM(CASE WHEN usable = 1 THEN 0 ELSE 1 END) AS unusable FROM base_data GROUP BY kind',
    );
    const read = await this.db.query<Row>('SELECT kind, read_at, took_ms FROM base_data_kind');
    const countOf = new Map(counts.map((row) => [String(row.kind), row]));
    const readOf = new Map(read.map((row) => [String(row.kind), row]));
    const wanted = own.wanted();
    const isShown = (kind: BaseDataKind) => wanted.includes(kind) || readInt(readOf.get(kind)?.read_at ?? 0) > 0;
    const mine = [...new Set([...wanted, ...own.names.keys()])].sort();
    const fixed = Object.keys(BASE_DATA_FORMS).map((name) => baseDataKind.parse(name));
    const kinds = [...fixed, ...mine.filter(isShown)].map((kind) => {
      const at = readInt(readOf.get(kind)?.read_at ?? 0);
      const name = own.nameOf(kind);
      return {
        kind,
        ...(name === '' ? {} : { name }),
        entries: readInt(countOf.get(kind)?.n ?? 0),
        unusable: readInt(countOf.get(kind)?.unusable ?? 0),
        readAt: at === 0 ? null : at,
        tookMs: readInt(readOf.get(kind)?.took_ms ?? 0),
      };
    });
    const others = mine.filter((kind) => !isShown(kind)).map((kind) => ({ kind, name: own.nameOf(kind) }));
    return { kinds, others };
  }

  /** Returns current mapping rows whose number is one of these. */
  private async mappedTo(changes: readonly Named[]): Promise<MappedRow[]> {
    const numbers = [...new Set(changes.map(({ number }) => number))];
    if (numbers.length === 0) return [];
    const rows = await this.db.query<Row>(
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

  /** Counts the open bills that looked up the keys of these rows, each bill once. */
  private async bills(rows: readonly MappedRow[]): Promise<CountAndSum> {
    const keys = new Map<string, Set<string>>();
    for (const { table, key } of rows) keys.set(table, (keys.get(table) ?? new Set()).add(key));
    const asked = [...keys].map(([table, of]) => ({
      sql: `(l.table_code = ? AND l.lookup_key IN (${placeholders([...of])}))`,
      parameters: [table, ...of],
    }));
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${unknownOf('b.base_fen')} AS unknown_amounts FROM bill b
       WHERE ${OPEN} AND b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE ${asked.map(({ sql }) => sql).join(' OR ')})`,
      asked.flatMap(({ parameters }) => parameters),
    );
    return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
  }
}

interface MappedRow {
  kind: BaseDataKind;
  table: string;
  tableName: string;
  key: string;
  keyLabel: string;
  /** "" = every organisation. */
  orgNumber: string;
  number: string;
}

const leadsTo = (row: MappedRow, change: Named): boolean =>
  row.kind === change.kind &&
  row.number === change.number &&
  (row.orgNumber === '' || change.orgNumber === '' || row.orgNumber === change.orgNumber);

function changeOf(row: Row): Omit<BaseDataChange, 'mappings' | 'table' | 'bills'>[] {
  const kind = baseDataKind.safeParse(row.kind);
  const what = BASE_DATA_CHANGES.find((each) => each === row.what);
  if (!kind.success || what === undefined) return [];
  return [
    {
      at: readInt(row.at),
      kind: kind.data,
      what,
      number: String(row.number),
      orgNumber: String(row.org_number),
      name: String(row.name),
      was: row.was == null ? null : String(row.was),
      unusable: row.usable_now == null || readInt(row.usable_now) !== 1,
    },
  ];
}
