import type { BaseDataKind } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { sharedDepartments } from '../../access/department/departments.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { type BookRow, type MappingBook, TableBook } from '../../engine/rule/mapping-book.js';
import { changedKeys } from './changed-keys.js';
import { handsBehind, isConfirmed, putBack, type WrittenRow } from './put-back.js';
import { scopeOf } from './row-scopes.js';
import { takenAway } from './taken-away.js';

interface TableRow {
  id: string;
  code: string;
  name: string;
  target: string;
  revision: unknown;
}

/** Most rows of former revisions that are kept beside the newest revision of each table. */
const MOST_FORMER_ROWS = 100_000;
const AT_ONCE = 200;

interface Kept {
  tableId: string;
  book: TableBook;
  rows: readonly BookRow[];
}

/**
 * Provides mapping tables as the engine reads them. A revision never changes once written, so it is kept in memory; the next one is made
 * from it by reading only the changed keys, so that one edit does not read a table of 50,000 rows again.
 */
@Injectable()
export class MappingBooks {
  /** Kept revisions, the last used at the end. */
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly db: Database) {}

  /** Returns every table at its current revision. */
  async current(): Promise<MappingBook> {
    return this.book(await this.tables(), null);
  }

  /** Returns tables at the revisions that a bill cites; a table that no longer exists is left out. */
  async at(revisions: Readonly<Record<string, number>>): Promise<MappingBook> {
    return this.book(await this.tables(), revisions);
  }

  /**
   * Returns whether the book is still the current one, for a transaction that writes what was mapped with it. On MySQL the tables stay
   * unchanged until that transaction ends; on SQLite there is only one writer.
   */
  async isCurrent(tx: EntityManager, book: MappingBook): Promise<boolean> {
    const lock = this.db.dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '';
    const rows: { code: string; revision: unknown }[] = await tx.query(
      `SELECT code, revision FROM mapping_table${lock}`,
    );
    return rows.every(({ code, revision }) => book.get(code)?.revision === readInt(revision));
  }

  /** Returns the departments that share a name, as they are known now. */
  departments(): ReturnType<typeof sharedDepartments> {
    return sharedDepartments(this.db);
  }

  private tables(): Promise<TableRow[]> {
    return this.db.query<TableRow>('SELECT id, code, name, target, revision FROM mapping_table ORDER BY code');
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
    this.forget(new Set(tables.map(({ id }) => id)));
    return book;
  }

  private async table({ id, code, name, target }: TableRow, revision: number): Promise<TableBook> {
    // Keyed by the id: another table may be created with the code of a removed one.
    const key = `${id}@${revision} ${name}`;
    const ready = this.kept.get(key);
    const rows = ready?.rows ?? (await this.rowsNear(id, revision)) ?? (await this.read(id, revision));
    const isOfPayers = target === ('organisation' satisfies BaseDataKind);
    const gone = ready || !isOfPayers ? [] : await takenAway(this.db.read, id, revision);
    const book = ready?.book ?? new TableBook(code, name, revision, rows, gone);
    this.kept.delete(key);
    this.kept.set(key, { tableId: id, book, rows });
    return book;
  }

  /** Derives the rows from the nearest kept revision; null if there is none, or too much has changed. */
  private async rowsNear(id: string, revision: number): Promise<BookRow[] | null> {
    const apart = ({ book }: Kept) => Math.abs(book.revision - revision);
    const [near] = [...this.kept.values()]
      .filter(({ tableId }) => tableId === id)
      .sort((one, other) => apart(one) - apart(other));
    if (!near) return null;
    // A key that nobody has set, ended or confirmed since the earlier of the two revisions has the same rows in both.
    const changed = await changedKeys(
      this.db,
      id,
      Math.min(near.book.revision, revision),
      Math.max(near.book.revision, revision),
    );
    if (changed === null) return null;
    const keys = new Set(changed);
    const rows = near.rows.filter(({ key }) => !keys.has(key));
    rows.push(...(await this.read(id, revision, [...keys])));
    return rows;
  }

  /** Reads rows as of a revision: all of a table, or those of some keys. */
  private async read(id: string, revision: number, keys?: readonly string[]): Promise<BookRow[]> {
    const at = `${STORED_ROWS} AND r.since_revision <= ? AND (r.until_revision IS NULL OR r.until_revision > ?)`;
    const rows: WrittenRow[] = [];
    if (keys === undefined)
      rows.push(...(await this.db.query<WrittenRow>(`${at} ORDER BY r.id`, [id, revision, revision])));
    for (let start = 0; keys && start < keys.length; start += AT_ONCE) {
      const part = keys.slice(start, start + AT_ONCE);
      const sql = `${at} AND r.row_key IN (${placeholders(part)}) ORDER BY r.id`;
      rows.push(...(await this.db.query<WrittenRow>(sql, [id, revision, revision, ...part])));
    }
    return (await this.owned(id, rows)).map(bookRow);
  }

  /** Keeps the newest revision of each existing table, and of former ones the last used, up to MOST_FORMER_ROWS rows. */
  private forget(tables: ReadonlySet<string>): void {
    const newest = new Map<string, number>();
    for (const { tableId, book } of this.kept.values())
      newest.set(tableId, Math.max(newest.get(tableId) ?? 0, book.revision));
    let room = MOST_FORMER_ROWS;
    for (const [key, { tableId, book, rows }] of [...this.kept].reverse()) {
      if (tables.has(tableId) && newest.get(tableId) === book.revision) continue;
      room -= rows.length;
      if (room < 0 || !tables.has(tableId)) this.kept.delete(key);
    }
  }

  /** Returns the rows with their authors. Only an unconfirmed row that replaced another can have been put back. */
  private async owned(tableId: string, rows: readonly WrittenRow[]): Promise<WrittenRow[]> {
    const keys = [...new Set(rows.flatMap((row) => (row.was === null || isConfirmed(row) ? [] : row.row_key)))];
    const ended = await this.endedRows(tableId, keys);
    const owned = rows.map((row) => (isConfirmed(row) ? row : putBack(row, ended.get(row.row_key) ?? [])));
    return this.withHandsBehind(tableId, rows, owned);
  }

  /** Returns ended rows, by key. */
  private async endedRows(tableId: string, keys: readonly string[]): Promise<Map<string, WrittenRow[]>> {
    const ended = new Map<string, WrittenRow[]>();
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      const part = keys.slice(start, start + AT_ONCE);
      const before = await this.db.query<WrittenRow>(
        `${STORED_ROWS} AND r.until_revision IS NOT NULL AND r.row_key IN (${placeholders(part)})`,
        [tableId, ...part],
      );
      for (const row of before) ended.set(row.row_key, [...(ended.get(row.row_key) ?? []), row]);
    }
    return ended;
  }

  /** Adds to rows set by an undo the authors of the restored values: they count as hands of these rows too. */
  private async withHandsBehind(
    tableId: string,
    rows: readonly WrittenRow[],
    owned: readonly WrittenRow[],
  ): Promise<WrittenRow[]> {
    const changes = await this.db.query<{ revision: unknown; undoes: unknown }>(
      `SELECT revision, undoes FROM mapping_change WHERE table_id = ? AND way = 'undo' AND undoes IS NOT NULL`,
      [tableId],
    );
    if (changes.length === 0) return [...owned];
    const undone = new Map(changes.map(({ revision, undoes }) => [Number(revision), Number(undoes)]));
    const keys = new Set(
      rows.flatMap((row) => (!isConfirmed(row) && undone.has(Number(row.since_revision)) ? row.row_key : [])),
    );
    const ended = await this.endedRows(tableId, [...keys]);
    return owned.map((row, at) => {
      const own = rows[at];
      if (own === undefined || isConfirmed(row) || !keys.has(row.row_key)) return row;
      const former = ended.get(row.row_key) ?? [];
      const also = [...new Set([own, row].flatMap((one) => handsBehind(one, former, undone)))].filter(
        (hand) => hand !== row.created_by,
      );
      return also.length === 0 ? row : { ...row, also };
    });
  }
}

/** SQL for the last other value before a row: where it could apply to the same bills, or at exactly its place. */
const before = (place: string): string =>
  `(SELECT p.target_number FROM mapping_row p WHERE p.table_id = r.table_id AND p.row_key = r.row_key AND p.since_revision < r.since_revision
      AND p.target_number <> r.target_number AND (p.org_number = r.org_number OR p.org_number = '' OR r.org_number = '')${place} ORDER BY p.since_revision DESC, p.id DESC LIMIT 1)`;

const STORED_ROWS = `SELECT r.id, r.org_number, r.row_key, r.scope, r.scope_value, r.from_day, r.target_number, r.created_by, r.confirmed_by,
    r.since_revision, r.until_revision, ${before(' AND (p.scope <> r.scope OR p.scope_value = r.scope_value)')} AS was,
    ${before(' AND p.scope = r.scope AND p.scope_value = r.scope_value')} AS was_here
   FROM mapping_row r WHERE r.table_id = ?`;

const bookRow = (row: WrittenRow): BookRow => ({
  orgNumber: row.org_number,
  key: row.row_key,
  scope: scopeOf(row.scope),
  scopeValue: row.scope_value,
  targetNumber: row.target_number,
  ...(row.from_day === '' ? {} : { fromDay: row.from_day }),
  id: row.id,
  since: Number(row.since_revision),
  by: row.created_by,
  was: row.was_here ?? row.was,
  confirmed: isConfirmed(row),
  ...(row.also ? { also: row.also } : {}),
});
