import type { RemapResult } from '@dingdee/shared/mapping';
import type { ImportRecords } from '@dingdee/shared/mapping-import';
import { Injectable } from '@nestjs/common';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { MapBills } from '../run/map-bills.js';
import { MappingTables } from '../table/mapping-tables.js';
import { type NewRow, WriteMappingRows } from '../table/write-mapping-rows.js';
import { remapAfter } from './apply-import.js';
import { ImportKeptError, MappingImportGoneError } from './import.errors.js';

const UNDO_MS = 86_400_000;
const SHOWN = 20;

interface Row {
  [column: string]: unknown;
}

/** Takes an import back as a whole: what it replaced stands again, as rows of whoever takes it back. */
@Injectable()
export class UndoImport {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly writing: WriteMappingRows,
    private readonly mapping: MapBills,
  ) {}

  /** Newest first. @throws MappingTableNotFoundError */
  async records(code: string): Promise<ImportRecords> {
    const table = await this.tables.table(code);
    const rows = await this.db.query<Row>(
      `SELECT i.id, i.file_name, i.applied_by, i.applied_at, i.applied_revision, i.added, i.changed, i.removed, i.undone_at,
         COALESCE(m.name, i.applied_by) AS by_name, COALESCE(u.name, i.undone_by) AS undone_name
       FROM mapping_import i LEFT JOIN member m ON m.user_id = i.applied_by LEFT JOIN member u ON u.user_id = i.undone_by
       WHERE i.table_id = ? AND i.applied_at IS NOT NULL ORDER BY i.applied_at DESC, i.id DESC LIMIT ${SHOWN}`,
      [table.id],
    );
    return {
      items: rows.map((row) => {
        const at = readInt(row.applied_at);
        const open = row.undone_at == null && at + UNDO_MS > clock.now();
        return {
          id: String(row.id),
          fileName: String(row.file_name),
          by: String(row.by_name),
          at,
          revision: readInt(row.applied_revision),
          added: readInt(row.added),
          changed: readInt(row.changed),
          removed: readInt(row.removed),
          undoUntil: open ? at + UNDO_MS : null,
          undoneAt: row.undone_at == null ? null : readInt(row.undone_at),
          undoneBy: row.undone_name == null ? null : String(row.undone_name),
        };
      }),
    };
  }

  /** @throws MappingImportGoneError, ImportKeptError, MappingRowChangedError where a place was filled since. */
  async run(id: string, by: Actor): Promise<RemapResult> {
    const [found] = await this.db.query<Row>(
      `SELECT i.file_name, i.applied_at, i.applied_revision, i.undone_at, t.code FROM mapping_import i
       JOIN mapping_table t ON t.id = i.table_id WHERE i.id = ? AND i.applied_at IS NOT NULL`,
      [id],
    );
    if (!found) throw new MappingImportGoneError();
    if (found.undone_at != null) throw new ImportKeptError('undone');
    if (readInt(found.applied_at) + UNDO_MS <= clock.now()) throw new ImportKeptError('late');
    const table = await this.tables.table(String(found.code));
    const { rows, ends } = await this.former(table.id, readInt(found.applied_revision), by);
    const saved = await this.db.inTransaction(async (tx) => {
      const said = { undoes: id, file: String(found.file_name) };
      const done = await this.writing.write(tx, table, rows, by, { revision: table.revision, ends, said });
      const changed = await changedBy(
        tx,
        'UPDATE mapping_import SET undone_by = ?, undone_at = ? WHERE id = ? AND undone_at IS NULL',
        [by.userId, clock.now(), id],
      );
      if (changed !== 1) throw new ImportKeptError('undone');
      return done;
    });
    const why = `映射表“${table.name}”撤回了文件“${String(found.file_name)}”的导入`;
    return remapAfter(this.db, this.mapping, table, saved, why, by);
  }

  /**
   * What a revision ended, as rows to be set again, and what it set where nothing stood.
   * @throws ImportKeptError where any of its places was changed since; one that it emptied may have been filled and emptied by nobody else.
   */
  private async former(tableId: string, revision: number, { userId }: Actor) {
    const columns = 'id, org_number, row_key, key_label, target_number, target_name, until_revision';
    const set = await this.db.query<Row>(
      `SELECT ${columns} FROM mapping_row WHERE table_id = ? AND since_revision = ?`,
      [tableId, revision],
    );
    const later = set.find(({ until_revision }) => until_revision != null);
    if (later) throw new ImportKeptError('changed', String(later.key_label) || String(later.row_key));
    const ended = await this.db.query<Row>(
      `SELECT ${columns} FROM mapping_row WHERE table_id = ? AND until_revision = ?`,
      [tableId, revision],
    );
    const placeOf = (row: Row) => JSON.stringify([row.org_number, row.row_key]);
    const after = await this.db.query<Row>(
      `SELECT ${columns} FROM mapping_row WHERE table_id = ? AND since_revision > ? AND scope = 'company' AND until_revision IS NOT NULL
       AND (created_by <> ? OR ended_by IS NULL OR ended_by <> ?)`,
      [tableId, revision, userId, userId],
    );
    const decided = new Map(after.map((row) => [placeOf(row), row]));
    const [other] = ended.flatMap((row) => decided.get(placeOf(row)) ?? []) as Row[];
    if (other) throw new ImportKeptError('changed', String(other.key_label) || String(other.row_key));
    const now = new Map(set.map((row) => [placeOf(row), String(row.target_number)]));
    const before = new Set(ended.map(placeOf));
    const rows = ended.map(
      (row): NewRow => ({
        orgNumber: String(row.org_number),
        key: String(row.row_key),
        keyLabel: String(row.key_label),
        scope: 'company',
        scopeValue: '',
        targetNumber: String(row.target_number),
        targetName: String(row.target_name),
        was: now.get(placeOf(row)) ?? null,
      }),
    );
    const ends = set
      .filter((row) => !before.has(placeOf(row)))
      .map((row) => ({
        id: String(row.id),
        key: String(row.row_key),
        keyLabel: String(row.key_label),
        target: String(row.target_number),
      }));
    return { rows, ends };
  }
}
