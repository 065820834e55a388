import { Injectable } from '@nestjs/common';
import { readInt } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import type { StoredContent, StoredProvenance } from './bill-content.js';
import { type Origin, tableReference } from './bill-pairs.js';

type Row = Record<string, unknown>;
const NOBODY: Origin = { actor: null, at: null };

/** Who set a value and when: the row of the mapping table as it was read, the scheme version, or the hand that locked it. */
@Injectable()
export class BillOrigins {
  constructor(private readonly db: Database) {}

  async of(
    billId: string,
    scheme: Origin,
    content: StoredContent,
  ): Promise<(path: string, provenance: StoredProvenance) => Origin> {
    const [locks, rows] = await Promise.all([this.locks(billId), this.mappingRows(content)]);
    return (path, found) => {
      switch (found.kind) {
        case '人工':
          return locks.get(path) ?? NOBODY;
        case '映射表': {
          const table = tableReference(found.reference);
          return (table && rows.get(`${table.name}\n${table.key}`)) ?? NOBODY;
        }
        case '规则':
        case '默认':
          return scheme;
        case '原值':
          return NOBODY;
      }
    };
  }

  private async locks(billId: string): Promise<Map<string, Origin>> {
    const rows = await this.db.query<Row>('SELECT path, actor, at FROM bill_lock WHERE bill_id = ?', [billId]);
    return new Map(rows.map((row) => [String(row.path), { actor: String(row.actor), at: Number(row.at) }]));
  }

  /** By "table name ⏎ key or label", valid at the revision that the bill cites. */
  private async mappingRows(content: StoredContent): Promise<Map<string, Origin>> {
    const cited = Object.values(content.provenance).flatMap((found) =>
      found.kind === '映射表' ? (tableReference(found.reference) ?? []) : [],
    );
    const keys = [...new Set(cited.map(({ key }) => key))].slice(0, 500);
    if (keys.length === 0) return new Map();
    const rows = await this.db.query<Row>(
      `SELECT t.code, t.name, r.row_key, r.key_label, r.created_by, r.created_at, r.since_revision, r.until_revision
       FROM mapping_table t JOIN mapping_row r ON r.table_id = t.id
       WHERE r.row_key IN (${placeholders(keys)}) OR r.key_label IN (${placeholders(keys)})
       ORDER BY r.since_revision`,
      [...keys, ...keys],
    );
    const found = new Map<string, Origin>();
    for (const row of rows) {
      const revision = content.tables[String(row.code)];
      if (revision === undefined || readInt(row.since_revision) > revision) continue;
      if (row.until_revision != null && readInt(row.until_revision) <= revision) continue;
      const origin = { actor: String(row.created_by), at: Number(row.created_at) };
      for (const key of [row.key_label, row.row_key]) found.set(`${String(row.name)}\n${String(key)}`, origin);
    }
    return found;
  }
}
