import { type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import type { MappingRow, MappingRowPage, MappingRowQuery, MappingTables as TableList } from '@dingdee/shared/mapping';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { departmentLabels } from '../../access/department/departments.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { departmentIds } from '../../domain/approval/department-key.js';
import { ROW_SCOPE_WORDS } from '../../domain/draft/provenance-words.js';
import { isBuiltIn } from '../run/built-in-tables.js';
import { MappingCursorError, MappingTableNotFoundError } from '../run/mapping.errors.js';
import { SEEN_ASIDE } from '../run/value-aside.js';
import { HeldTables } from './held-tables.js';
import { placeOf, type RowPlace } from './row-block.js';
import { dayIn } from './row-spots.js';

export interface MappingTableRef {
  id: string;
  code: string;
  name: string;
  target: BaseDataKind;
  revision: number;
}

interface Row {
  [column: string]: unknown;
}

const position = z.tuple([z.string(), z.string()]);

/** Mapping tables and their current rows, with how often bills used them. */
@Injectable()
export class MappingTables {
  private readonly held: HeldTables;

  constructor(
    private readonly db: Database,
    private readonly catalog: BaseDataCatalog,
  ) {
    this.held = new HeldTables(db);
  }

  async list(): Promise<TableList> {
    const tables = await this.db.query<Row>('SELECT id, code, name, key_name, target, revision FROM mapping_table');
    const rows = await this.counts(
      'SELECT table_id AS k, COUNT(*) AS n FROM mapping_row WHERE until_revision IS NULL GROUP BY table_id',
    );
    const unmapped = await this.counts(
      `SELECT k, COUNT(*) AS n FROM (SELECT l.table_code AS k, l.lookup_key FROM bill_lookup l
       JOIN bill b ON b.id = l.bill_id WHERE l.hit = 0 AND (${REMAPPED_STATES}) AND NOT ${SEEN_ASIDE}
       GROUP BY l.table_code, l.lookup_key) missing GROUP BY k`,
    );
    const items = tables.map((row) => ({
      code: String(row.code),
      name: String(row.name),
      keyName: String(row.key_name),
      target: targetOf(row),
      revision: readInt(row.revision),
      rows: rows.get(String(row.id)) ?? 0,
      unmapped: unmapped.get(String(row.code)) ?? 0,
      ...(isBuiltIn(String(row.code)) ? {} : { own: true }),
    }));
    return { items: items.sort((a, b) => orderOf(a.code) - orderOf(b.code) || (a.code < b.code ? -1 : 1)) };
  }

  /** @throws MappingTableNotFoundError */
  async table(code: string, tx: EntityManager = this.db.read): Promise<MappingTableRef> {
    const rows: Row[] = await tx.query('SELECT id, code, name, target, revision FROM mapping_table WHERE code = ?', [
      code,
    ]);
    const [row] = rows;
    if (!row) throw new MappingTableNotFoundError(code);
    const { id, name } = row;
    return { id: String(id), code, name: String(name), target: targetOf(row), revision: readInt(row.revision) };
  }

  /** Returns current rows by key, one keyset page. @throws MappingTableNotFoundError, MappingCursorError */
  async rows(code: string, query: MappingRowQuery): Promise<MappingRowPage> {
    const table = await this.table(code);
    const after = query.cursor === undefined ? null : readCursor(query.cursor);
    const wanted = { q: query.q ?? '', org: query.org ?? null, after, most: query.limit + 1 };
    const { ids, total } = await this.held.search(table, wanted, await this.catalog.current());
    const shown = ids.slice(0, query.limit);
    const rows = await this.ofIds(shown);
    const last = ids.length > query.limit ? rows.at(-1) : undefined;
    return {
      items: await this.asAnswers(table, rows, query.org ?? ''),
      next: last ? cursorAt(last) : null,
      total,
    };
  }

  /** Returns the rows in the order of the ids. */
  private async ofIds(ids: readonly string[]): Promise<Row[]> {
    if (ids.length === 0) return [];
    const rows = await this.db.query<Row>(
      `SELECT r.*, m.name AS by_name FROM mapping_row r LEFT JOIN member m ON m.user_id = r.created_by WHERE r.id IN (${placeholders(ids)})`,
      [...ids],
    );
    const byId = new Map(rows.map((row) => [String(row.id), row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row ? [row] : [];
    });
  }

  /** @param org organisation whose bills are counted; "": the organisation of each row, or all. */
  private async asAnswers(table: MappingTableRef, rows: readonly Row[], org: string): Promise<MappingRow[]> {
    const baseData = await this.catalog.current();
    const uses = await this.uses(table.code, [...new Set(rows.map((row) => String(row.row_key)))]);
    const keys = rows.flatMap((row) => [String(row.row_key), String(row.scope_value)]);
    const departments = await departmentLabels(this.db, [
      ...new Set(keys.filter((key) => departmentIds(key).length > 0)),
    ]);
    return rows.map((row) => {
      const orgNumber = String(row.org_number);
      const number = String(row.target_number);
      const key = String(row.row_key);
      const item = baseData.lookup(table.target, number, orgNumber);
      const missing = baseData.knows(table.target) ? '金蝶里没有这个编码' : null;
      const used = useOf(uses.get(key) ?? [], orgNumber || org, row);
      return {
        id: String(row.id),
        orgNumber,
        key,
        keyLabel: labelOf(row, departments),
        ...dayIn(String(row.from_day)),
        targetNumber: number,
        targetName: item?.name ?? String(row.target_name),
        usable: item?.usable ?? missing === null,
        reason: item ? item.reason : missing,
        uses: used.count,
        amount: fromFen(used.fen),
        ...unknownIn(used.unknown),
        lastUsedAt: used.at,
        updatedBy: row.by_name == null ? String(row.created_by) : String(row.by_name),
        updatedAt: readInt(row.created_at),
      };
    });
  }

  /** Counts bills by key and organisation. */
  private async uses(code: string, keys: readonly string[]): Promise<Map<string, Use[]>> {
    const uses = new Map<string, Use[]>();
    for (let start = 0; start < keys.length; start += 200) {
      const part = keys.slice(start, start + 200);
      const rows = await this.db.query<Row>(
        `SELECT l.lookup_key AS k, l.org_number AS org, COUNT(*) AS n, MAX(b.updated_at) AS at, ${sumOfFen('CASE WHEN b.base_fen IS NULL THEN 0 ELSE l.amount_fen END')} AS fen,
           SUM(CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END) AS none
         FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
         WHERE l.table_code = ? AND l.lookup_key IN (${placeholders(part)}) GROUP BY l.lookup_key, l.org_number`,
        [code, ...part],
      );
      for (const row of rows) {
        const use = {
          orgNumber: String(row.org),
          count: readInt(row.n),
          at: readInt(row.at),
          fen: readFen(row.fen),
          unknown: readInt(row.none),
        };
        uses.set(String(row.k), [...(uses.get(String(row.k)) ?? []), use]);
      }
    }
    return uses;
  }

  private async counts(sql: string): Promise<Map<string, number>> {
    const rows = await this.db.query<Row>(sql);
    return new Map(rows.map((row) => [String(row.k), readInt(row.n)]));
  }
}

interface Use {
  orgNumber: string;
  count: number;
  at: number;
  /** Sum of what the key stands for on these bills, without those whose amount in yuan is unknown. */
  fen: bigint;
  unknown: number;
}
type RowUse = Omit<Use, 'orgNumber' | 'at'> & { at: number | null };
const UNUSED: RowUse = { count: 0, at: null, fen: 0n, unknown: 0 };

/**
 * Returns the uses of a row: a row for one organisation counts the bills of that organisation; a narrowed row is not counted apart from
 * its key.
 */
function useOf(uses: readonly Use[], orgNumber: string, { scope }: Row): RowUse {
  const own = uses.filter((use) => orgNumber === '' || use.orgNumber === orgNumber);
  if (own.length === 0 || scope !== 'company') return UNUSED;
  return {
    count: own.reduce((sum, { count }) => sum + count, 0),
    at: Math.max(...own.map(({ at }) => at)),
    fen: own.reduce((sum, { fen }) => sum + fen, 0n),
    unknown: own.reduce((sum, { unknown }) => sum + unknown, 0),
  };
}

/** Returns the label of a row: its key as a person reads it, and its scope if it is narrowed. */
export function labelOf(row: Row, departments: ReadonlyMap<string, string>): string {
  const label = String(row.key_label) || (departments.get(String(row.row_key)) ?? '');
  const scope = row.scope === 'applicant' || row.scope === 'department' || row.scope === 'form' ? row.scope : null;
  return scope === null
    ? label
    : `${label}（${ROW_SCOPE_WORDS[scope]}：${departments.get(String(row.scope_value)) ?? String(row.scope_value)}）`;
}

const TABLE_ORDER = [
  'costItem',
  'contactUnit',
  'supplier',
  'department',
  'settlementType',
  'bankAccount',
  'cashAccount',
  'payOrg',
  'purpose',
];
const orderOf = (code: string): number => {
  const index = TABLE_ORDER.indexOf(code);
  return index < 0 ? TABLE_ORDER.length : index;
};

const targetOf = ({ target }: Row): BaseDataKind => baseDataKind.parse(target);
const cursorAt = (row: Row): string => Buffer.from(JSON.stringify([row.row_key, row.id])).toString('base64url');

function readCursor(text: string): RowPlace {
  try {
    return placeOf(...position.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))));
  } catch {
    throw new MappingCursorError();
  }
}
