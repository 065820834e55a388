import type { AlikeBills } from '@dingdee/shared/bill-alike';
import { Injectable } from '@nestjs/common';
import { type ContentRow, readContent, reasonsIn, type StoredProvenance } from '../../bill/ledger/bill-content.js';
import { Database, placeholders } from '../../database/database.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { SUMMARY_COLUMNS, toSummary } from '../list/bill-summary.js';

type Row = Record<string, unknown>;
/** Most bills whose reasons are read, one after the other: for a key that thousands of bills use, the latest are enough to see its effect. */
const MOST = 100;

/** Finds the other bills with a value from the same row of a mapping table: a person who doubts the value looks at them. */
@Injectable()
export class FindAlike {
  constructor(private readonly db: Database) {}

  /** Returns the bills that are alike. @param path path of the value. @returns empty if no table gave the value. @throws BillNotFoundError */
  async to(billId: string, path: string): Promise<AlikeBills> {
    const none: AlikeBills = { items: [], lookedThrough: null };
    const [row] = await this.db.query<Row>('SELECT id FROM bill WHERE id = ?', [billId]);
    if (!row) throw new BillNotFoundError(billId);
    const own = await this.reason(billId, path);
    if (own?.reference.code !== 'table') return none;
    const { key } = own.reference;
    const [asked] = await this.db.query<Row>(
      `SELECT l.table_code, l.lookup_key, l.org_number FROM bill_lookup l JOIN mapping_table t ON t.code = l.table_code
       WHERE l.bill_id = ? AND (l.table_code = ? OR t.name = ?) AND (l.key_label = ? OR l.lookup_key = ?)`,
      [billId, own.reference.table, own.reference.name, key, key],
    );
    if (!asked) return none;
    const found = await this.db.query<Row>(
      `SELECT b.id, c.provenance FROM bill_lookup l JOIN bill b ON b.id = l.bill_id JOIN bill_content c ON c.bill_id = b.id
       WHERE l.table_code = ? AND l.lookup_key = ? AND l.org_number = ? AND l.bill_id <> ?
       ORDER BY b.finished_at DESC, b.id LIMIT ${MOST + 1}`,
      [asked.table_code, asked.lookup_key, asked.org_number, billId],
    );
    const alike = found
      .slice(0, MOST)
      .filter(({ provenance }) => reasonsIn(String(provenance)).some((one) => isSame(one, own)))
      .map(({ id }) => String(id));
    return { items: await this.shown(alike), lookedThrough: found.length > MOST ? MOST : null };
  }

  private async reason(billId: string, path: string): Promise<StoredProvenance | null> {
    const [stored] = await this.db.query<Row & ContentRow>(
      'SELECT draft, provenance, issues, citations, notes FROM bill_content WHERE bill_id = ?',
      [billId],
    );
    if (!stored) return null;
    const { provenance } = readContent(stored);
    return provenance[path] ?? provenance[path.replace(/^rows\[\d+\]/, 'rows[*]')] ?? null;
  }

  private async shown(ids: readonly string[]): Promise<AlikeBills['items']> {
    if (ids.length === 0) return [];
    const rows = await this.db.query<Row>(
      `SELECT ${SUMMARY_COLUMNS} FROM bill WHERE id IN (${placeholders(ids)}) ORDER BY finished_at DESC, id`,
      [...ids],
    );
    return rows.map(toSummary).map(({ id, payee, purpose, businessId, state, amount }) => ({
      id,
      payee,
      purpose,
      businessId,
      state,
      amount,
    }));
  }
}

const gave = ({ ladder }: StoredProvenance): string | null => ladder.find(({ hit }) => hit)?.value ?? null;

/** Tells whether both cite the same row, in any revision of the table, and got the same value from it. */
function isSame(one: StoredProvenance, own: StoredProvenance): boolean {
  const [a, b] = [one.reference, own.reference];
  if (a.code !== 'table' || b.code !== 'table') return false;
  const table = a.table === '' || b.table === '' ? a.name === b.name : a.table === b.table;
  return table && a.scope === b.scope && a.key === b.key && gave(one) === gave(own);
}
