import { Injectable } from '@nestjs/common';
import type { StoredContent, StoredProvenance } from '../../bill/ledger/bill-content.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Origin } from './bill-pairs.js';

type Row = Record<string, unknown>;
const NOBODY: Origin = { actor: null, at: null };

/** Finds who set a value and when: in the mapping row as it was read, in the scheme version, or by hand. */
@Injectable()
export class BillOrigins {
  constructor(private readonly db: Database) {}

  /** Returns a function that gives the origin of a value. @param scheme who made the scheme version that mapped the bill, and when. */
  async of(
    billId: string,
    scheme: Origin,
    content: StoredContent,
  ): Promise<(path: string, provenance: StoredProvenance) => Origin> {
    const cited = Object.values(content.provenance);
    const [locks, rows] = await Promise.all([
      cited.some(({ kind }) => kind === 'hand') ? this.locks(billId) : new Map<string, Origin>(),
      cited.some(({ kind }) => kind === 'table') ? this.mappingRows(billId, content) : new Map<string, Origin>(),
    ]);
    return (path, found) => {
      switch (found.kind) {
        case 'hand':
          return locks.get(path) ?? NOBODY;
        case 'table':
          return originOf(found.reference, rows);
        case 'rule':
        case 'default':
          return scheme;
        case 'form':
          return NOBODY;
      }
    };
  }

  private async locks(billId: string): Promise<Map<string, Origin>> {
    const rows = await this.db.query<Row>('SELECT path, actor, at FROM bill_lock WHERE bill_id = ?', [billId]);
    return new Map(rows.map((row) => [String(row.path), { actor: String(row.actor), at: Number(row.at) }]));
  }

  /** Returns the rows behind the bill's look-ups, as they were at the revision that the bill cites. */
  private async mappingRows(billId: string, content: StoredContent): Promise<Map<string, Origin>> {
    const rows = await this.db.query<Row>(
      `SELECT t.code, t.name, l.lookup_key, l.key_label, r.scope, r.from_day, r.created_by, r.created_at, r.since_revision, r.until_revision
       FROM bill_lookup l JOIN mapping_table t ON t.code = l.table_code
       JOIN mapping_row r ON r.table_id = t.id AND r.row_key = l.lookup_key AND r.org_number IN ('', l.org_number)
       WHERE l.bill_id = ? ORDER BY r.org_number`,
      [billId],
    );
    const found = new Map<string, Origin>();
    for (const row of rows) {
      const revision = content.tables[String(row.code)];
      if (revision === undefined || readInt(row.since_revision) > revision) continue;
      if (row.until_revision != null && readInt(row.until_revision) <= revision) continue;
      const shown = String(row.key_label || row.lookup_key);
      // An organisation's own row comes after the row for all and replaces it, as in the engine.
      const origin = { actor: String(row.created_by), at: Number(row.created_at), table: String(row.code) };
      // A reference that was stored as a sentence names its table only by name.
      found.set(idOf({ code: origin.table }, String(row.scope), shown, String(row.from_day)), origin);
      found.set(idOf({ name: String(row.name) }, String(row.scope), shown, String(row.from_day)), origin);
    }
    return found;
  }
}

const idOf = (table: { code: string } | { name: string }, scope: string, key: string, fromDay: string): string =>
  JSON.stringify([table, scope, key, fromDay]);

function originOf(cited: StoredProvenance['reference'], rows: ReadonlyMap<string, Origin>): Origin {
  if (cited.code !== 'table') return NOBODY;
  const table = cited.table === '' ? { name: cited.name } : { code: cited.table };
  return rows.get(idOf(table, cited.scope, cited.key, cited.fromDay ?? '')) ?? NOBODY;
}
