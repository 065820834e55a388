import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sharedDepartments } from '../../access/department/departments.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { type BookRow, type MappingBook, TableBook } from '../../engine/rule/mapping-book.js';
import { isConfirmed, putBack, type WrittenRow } from './put-back.js';

interface TableRow {
  id: string;
  code: string;
  name: string;
  revision: unknown;
}

const SCOPES = ['company', 'form', 'department', 'applicant'] as const;
const MOST_CACHED = 32;

/** Mapping tables as the engine reads them. A revision never changes once written, so it is kept in memory. */
@Injectable()
export class MappingBooks {
  private readonly cached = new Map<string, TableBook>();

  constructor(private readonly db: Database) {}

  /** Every table at its current revision. */
  async current(): Promise<MappingBook> {
    return this.book(await this.tables(), null);
  }

  /** Tables at the revisions that a bill cites; one that no longer exists is left out. */
  async at(revisions: Readonly<Record<string, number>>): Promise<MappingBook> {
    return this.book(await this.tables(), revisions);
  }

  /**
   * Whether the book is still the current one, for a transaction that writes what was mapped with it. On MySQL the tables stay
   * unchanged until that transaction ends; on SQLite there is only one writer.
   */
  async isCurrent(tx: EntityManager, book: MappingBook): Promise<boolean> {
    const lock = this.db.dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '';
    const rows: { code: string; revision: unknown }[] = await tx.query(
      `SELECT code, revision FROM mapping_table${lock}`,
    );
    return rows.every(({ code, revision }) => book.get(code)?.revision === readInt(revision));
  }

  /** Departments that share a name, as they are known now. */
  departments(): ReturnType<typeof sharedDepartments> {
    return sharedDepartments(this.db);
  }

  private tables(): Promise<TableRow[]> {
    return this.db.query<TableRow>('SELECT id, code, name, revision FROM mapping_table ORDER BY code');
  }

  private async book(
    tables: readonly TableRow[],
    revisions: Readonly<Record<string, number>> | null,
  ): Promise<MappingBook> {
    const book = new Map<string, TableBook>();
    for (const table of tables) {
      const revision = revisions === null ? readInt(table.revision) : revisions[table.code];
      if (revision !== undefined) book.set(table.code, await this.table(table, revision));
    }
    return book;
  }

  private async table({ id, code, name }: TableRow, revision: number): Promise<TableBook> {
    const key = `${code}@${revision}`;
    const ready = this.cached.get(key);
    if (ready) return ready;
    const rows = await this.db.query<WrittenRow>(
      `${STORED_ROWS} AND r.since_revision <= ? AND (r.until_revision IS NULL OR r.until_revision > ?) ORDER BY r.id`,
      [id, revision, revision],
    );
    const owned = await this.owned(id, rows);
    const table = new TableBook(code, name, revision, owned.map(bookRow));
    const oldest = this.cached.keys().next();
    if (this.cached.size >= MOST_CACHED && !oldest.done) this.cached.delete(oldest.value);
    this.cached.set(key, table);
    return table;
  }

  /** The rows with whose they are: only one that replaced another, and that nobody has looked at, can have been put back. */
  private async owned(tableId: string, rows: readonly WrittenRow[]): Promise<WrittenRow[]> {
    const ended = new Map<string, WrittenRow[]>();
    const keys = [...new Set(rows.flatMap((row) => (row.was === null || isConfirmed(row) ? [] : row.row_key)))];
    for (let start = 0; start < keys.length; start += 200) {
      const part = keys.slice(start, start + 200);
      const before = await this.db.query<WrittenRow>(
        `${STORED_ROWS} AND r.until_revision IS NOT NULL AND r.row_key IN (${placeholders(part)})`,
        [tableId, ...part],
      );
      for (const row of before) ended.set(row.row_key, [...(ended.get(row.row_key) ?? []), row]);
    }
    return rows.map((row) => (isConfirmed(row) ? row : putBack(row, ended.get(row.row_key) ?? [])));
  }
}

const STORED_ROWS = `SELECT r.id, r.org_number, r.row_key, r.scope, r.scope_value, r.target_number, r.created_by, r.confirmed_by,
    r.since_revision, r.until_revision,
    (SELECT p.target_number FROM mapping_row p WHERE p.table_id = r.table_id AND p.row_key = r.row_key AND p.since_revision < r.since_revision
      AND p.target_number <> r.target_number AND (p.org_number = r.org_number OR p.org_number = '' OR r.org_number = '') ORDER BY p.since_revision DESC, p.id DESC LIMIT 1) AS was
   FROM mapping_row r WHERE r.table_id = ?`;

const bookRow = (row: WrittenRow): BookRow => ({
  orgNumber: row.org_number,
  key: row.row_key,
  scope: SCOPES.find((scope) => scope === row.scope) ?? 'company',
  scopeValue: row.scope_value,
  targetNumber: row.target_number,
  id: row.id,
  by: row.created_by,
  was: row.was,
  confirmed: isConfirmed(row),
});
