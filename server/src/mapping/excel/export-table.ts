import { Injectable } from '@nestjs/common';
import { departmentLabels } from '../../access/department/departments.js';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { departmentIds } from '../../domain/approval/department-key.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { ROW_SCOPE_WORDS } from '../../domain/draft/provenance-words.js';
import { fromDayWords } from '../../domain/draft/row-day-words.js';
import { valuesAside } from '../run/value-aside.js';
import { type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { writeInWorker } from './run-workbook.js';
import { HEADERS, NARROWER_HEADERS, PICK, SHEETS, TOLD_HEADERS, USABLE_HEADERS } from './sheet-words.js';
import { shownNumber } from './shown-number.js';

type Line = readonly (string | number)[];
/** Empty rows below the data that also have the list to pick from. */
const MORE_ROWS = 500;

interface Row {
  [column: string]: unknown;
}

/** Exports a mapping table as an Excel file that can be changed and imported again. */
@Injectable()
export class ExportTable {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly catalog: BaseDataCatalog,
  ) {}

  /** @throws MappingTableNotFoundError */
  async run(code: string): Promise<{ name: string; bytes: Buffer }> {
    const table = await this.tables.table(code);
    const rows = await this.db.query<Row>(
      `SELECT r.org_number, r.row_key, r.key_label, r.scope, r.scope_value, r.from_day, r.target_number, r.target_name FROM mapping_row r
       WHERE r.table_id = ? AND r.until_revision IS NULL ORDER BY r.row_key, r.org_number, r.from_day, r.id`,
      [table.id],
    );
    const labels = await this.labelsOf(rows);
    const company = rows.filter(({ scope }) => scope === 'company');
    const lines = [
      ...(await this.linesOf(table, company, labels)),
      ...(await this.unmapped(table, new Set(company.map((row) => String(row.row_key))))),
    ];
    const usable = await this.usable(table);
    const narrower = this.narrower(table, rows, labels);
    const bytes = await writeInWorker({
      sheets: [
        {
          name: sheetName(table.name),
          widths: [10, 30, 24, 14, 30, 16, 12, 14],
          rows: [[HEADERS.org, HEADERS.key, HEADERS.number, HEADERS.from, ...TOLD_HEADERS], ...lines],
        },
        { name: SHEETS.usable, widths: [24, 36, 12], rows: [USABLE_HEADERS, ...usable] },
        ...(narrower.length === 0
          ? []
          : [{ name: SHEETS.narrower, widths: [30, 30, 24, 30], rows: [NARROWER_HEADERS, ...narrower] }]),
      ],
      pick:
        usable.length === 0
          ? null
          : {
              column: 'C',
              lastRow: lines.length + 1 + MORE_ROWS,
              sheet: SHEETS.usable,
              choices: usable.length,
              ...PICK,
            },
    });
    return { name: `${table.name}映射_v${table.revision}.xlsx`, bytes };
  }

  private async linesOf(table: MappingTableRef, rows: readonly Row[], labels: Labels): Promise<Line[]> {
    const held = await this.catalog.current();
    const uses = await this.uses(table.code);
    return rows.map((row) => {
      const [org, key, number] = [String(row.org_number), String(row.row_key), String(row.target_number)];
      const own = (uses.get(key) ?? []).filter((use) => org === '' || use.org === org);
      const last = Math.max(0, ...own.map(({ at }) => at));
      return [
        org,
        key,
        shownNumber(table.target, number),
        String(row.from_day),
        held.lookup(table.target, number, org)?.name ?? String(row.target_name),
        String(row.key_label) || (labels.get(key) ?? ''),
        own.reduce((sum, { count }) => sum + count, 0),
        last === 0 ? '' : beijingDate(last),
      ];
    });
  }

  /** Returns values without a row, to be filled in at the end; those that are put aside are left out, as in the list of values. */
  private async unmapped(table: MappingTableRef, there: ReadonlySet<string>): Promise<Line[]> {
    const rows = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, l.org_number AS org, MAX(l.key_label) AS label FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
       WHERE l.table_code = ? AND l.hit = 0 AND (${REMAPPED_STATES}) GROUP BY l.lookup_key, l.org_number ORDER BY l.lookup_key, l.org_number`,
      [table.code],
    );
    const aside = await valuesAside(this.db);
    return rows
      .filter(({ k }) => !there.has(String(k)) && !aside.has(table.code, String(k)))
      .map(({ k, org, label }) => [String(org), String(k), '', '', '', String(label), '', '']);
  }

  private async usable({ target }: MappingTableRef): Promise<Line[]> {
    const rows = await this.db.query<Row>(
      'SELECT number, name, org_number FROM base_data WHERE kind = ? AND usable = 1 ORDER BY number, org_number',
      [target],
    );
    return rows.map((row) => [shownNumber(target, String(row.number)), String(row.name), String(row.org_number)]);
  }

  private narrower({ target }: MappingTableRef, rows: readonly Row[], labels: Labels): Line[] {
    return rows.flatMap((row) => {
      const { scope } = row;
      if (scope !== 'applicant' && scope !== 'department' && scope !== 'form') return [];
      const value = labels.get(String(row.scope_value)) ?? String(row.scope_value);
      const key = String(row.key_label) || String(row.row_key);
      const number = shownNumber(target, String(row.target_number));
      const since = row.from_day === '' ? '' : `，${fromDayWords(String(row.from_day))}`;
      return [[key, `${ROW_SCOPE_WORDS[scope]}：${value}${since}`, number, String(row.target_name)]];
    });
  }

  private async uses(code: string): Promise<Map<string, { org: string; count: number; at: number }[]>> {
    const rows = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, l.org_number AS org, COUNT(*) AS n, MAX(b.updated_at) AS at FROM bill_lookup l
       JOIN bill b ON b.id = l.bill_id WHERE l.table_code = ? GROUP BY l.lookup_key, l.org_number`,
      [code],
    );
    const uses = new Map<string, { org: string; count: number; at: number }[]>();
    for (const { k, org, n, at } of rows) {
      const use = { org: String(org), count: readInt(n), at: readInt(at) };
      uses.set(String(k), [...(uses.get(String(k)) ?? []), use]);
    }
    return uses;
  }

  private labelsOf(rows: readonly Row[]): Promise<Labels> {
    const keys = rows.flatMap((row) => [String(row.row_key), String(row.scope_value)]);
    return departmentLabels(this.db, [...new Set(keys.filter((key) => departmentIds(key).length > 0))]);
  }
}

type Labels = ReadonlyMap<string, string>;

/** Returns a name that Excel accepts for a sheet: at most 31 characters, without those of a reference. */
const sheetName = (name: string): string => name.replace(/[[\]*?:/\\']/g, ' ').slice(0, 31);
