import { type BaseDataItem, type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import { FINDING_KINDS, type FindingPage, type FindingQuery, type MappingFinding } from '@dingdee/shared/mapping-lint';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { OpenUses } from '../run/open-uses.js';
import { dayIn } from '../table/row-spots.js';
import { faultWords } from './fault-words.js';
import { type Fault, findFaults, type LintedRow } from './find-faults.js';

interface Row {
  [column: string]: unknown;
}
interface Table {
  id: string;
  code: string;
  name: string;
  kind: BaseDataKind;
}

/** Checks all mapping tables for rows with faults; changes nothing. */
@Injectable()
export class LintTables {
  constructor(
    private readonly db: Database,
    private readonly catalog: BaseDataCatalog,
  ) {}

  /** Returns the faults, the worst first, page by page. */
  async page({ kind, cursor, limit }: FindingQuery): Promise<FindingPage> {
    const now = clock.now();
    const tables = await this.tables();
    const found: { table: Table; fault: Fault }[] = [];
    for (const table of tables) for (const fault of await this.faultsOf(table, now)) found.push({ table, fault });
    const rank = (each: { fault: Fault }) => FINDING_KINDS.indexOf(each.fault.kind);
    const wanted = found.filter(({ fault }) => kind === undefined || fault.kind === kind);
    wanted.sort((a, b) => rank(a) - rank(b));
    const start = Number(cursor ?? 0);
    const shown = wanted.slice(start, start + limit);
    const uses = new Map<string, OpenUses>();
    for (const { table } of shown)
      if (!uses.has(table.code)) uses.set(table.code, await OpenUses.of(this.db, table.code));
    return {
      items: shown.flatMap(({ table, fault }) => {
        const own = uses.get(table.code);
        return own ? [asAnswer(table, fault, own)] : [];
      }),
      next: wanted.length > start + limit ? String(start + limit) : null,
      total: wanted.length,
      tables: tables.length,
      checkedAt: now,
      counts: Object.fromEntries(
        FINDING_KINDS.map((each) => [each, found.filter(({ fault }) => fault.kind === each).length]),
      ),
    };
  }

  private async tables(): Promise<Table[]> {
    const rows = await this.db.query<Row>('SELECT id, code, name, target FROM mapping_table ORDER BY code');
    return rows.map((row) => ({
      id: String(row.id),
      code: String(row.code),
      name: String(row.name),
      kind: baseDataKind.parse(row.target),
    }));
  }

  private async faultsOf(table: Table, now: number): Promise<Fault[]> {
    const held = await this.catalog.current();
    const rows = await this.db.query<Row>(
      `SELECT id, org_number, row_key, key_label, scope, scope_value, from_day, target_number, target_name, created_at FROM mapping_row
       WHERE table_id = ? AND until_revision IS NULL ORDER BY row_key, org_number, id`,
      [table.id],
    );
    if (rows.length === 0) return [];
    const used = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, l.org_number AS org, MAX(b.updated_at) AS at FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
       WHERE l.table_code = ? GROUP BY l.lookup_key, l.org_number`,
      [table.code],
    );
    const uses = new Map<string, Map<string, number>>();
    for (const { k, org, at } of used) {
      const own = uses.get(String(k)) ?? new Map<string, number>();
      uses.set(String(k), own.set(String(org), readInt(at)));
    }
    const named = await this.named(table.kind);
    return findFaults(
      { kind: table.kind, rows: rows.map(asRow), uses },
      {
        knows: (kind) => held.knows(kind),
        lookup: (kind, number, org) => held.lookup(kind, number, org),
        named: (name, org) =>
          (named.get(name) ?? []).filter((item) => org === '' || item.orgNumber === '' || item.orgNumber === org),
      },
      now,
    );
  }

  private async named(kind: BaseDataKind): Promise<Map<string, BaseDataItem[]>> {
    const rows = await this.db.query<Row>(
      'SELECT number, name, org_number FROM base_data WHERE kind = ? AND usable = 1 ORDER BY number, org_number',
      [kind],
    );
    const named = new Map<string, BaseDataItem[]>();
    for (const row of rows) {
      const [number, name, orgNumber] = [String(row.number), String(row.name), String(row.org_number)];
      const same = named.get(name) ?? [];
      // A number that occurs several times for one organisation is one choice.
      if (!same.some((each) => each.number === number && each.orgNumber === orgNumber))
        named.set(name, [...same, { kind, number, name, orgNumber, usable: true, reason: null }]);
    }
    return named;
  }
}

const asRow = (row: Row): LintedRow => ({
  id: String(row.id),
  orgNumber: String(row.org_number),
  key: String(row.row_key),
  keyLabel: String(row.key_label),
  scope: String(row.scope),
  scopeValue: String(row.scope_value),
  fromDay: String(row.from_day),
  target: String(row.target_number),
  targetName: String(row.target_name),
  createdAt: readInt(row.created_at),
});

const asAnswer = (table: Table, fault: Fault, uses: OpenUses): MappingFinding => ({
  kind: fault.kind,
  table: table.code,
  tableName: table.name,
  target: table.kind,
  rowId: fault.row.id,
  orgNumber: fault.row.orgNumber,
  key: fault.row.key,
  keyLabel: fault.row.keyLabel,
  narrower: fault.row.scope !== 'company',
  ...dayIn(fault.row.fromDay),
  targetNumber: fault.row.target,
  targetName: fault.row.targetName,
  why: faultWords(fault),
  bills: uses.behind([fault.row.key]),
  // A replacement sets a number for everybody: for a narrower row only removal is offered.
  fix: fault.fix?.do === 'replace' && fault.row.scope !== 'company' ? null : fault.fix,
});
