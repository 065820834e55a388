import type { RemapResult } from '@dingdee/shared/mapping';
import type { ImportRecords } from '@dingdee/shared/mapping-import';
import { Injectable } from '@nestjs/common';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { MapBills } from '../run/map-bills.js';
import { remapAfter } from '../run/remap-after.js';
import { formerRows } from '../table/former-rows.js';
import { MappingTables } from '../table/mapping-tables.js';
import { WriteMappingRows } from '../table/write-mapping-rows.js';
import { ImportKeptError, MappingImportGoneError } from './import.errors.js';

const UNDO_MS = 86_400_000;
const SHOWN = 20;

interface Row {
  [column: string]: unknown;
}

/** Undoes a whole import: the former values are restored, as rows of the person who undoes it. */
@Injectable()
export class UndoImport {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly writing: WriteMappingRows,
    private readonly mapping: MapBills,
  ) {}

  /** Returns applied imports, newest first. @throws MappingTableNotFoundError */
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

  /** @throws MappingImportGoneError, ImportKeptError, MappingRowChangedError if a place was filled since. */
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
    const revision = readInt(found.applied_revision);
    const former = await formerRows(this.db, { tableId: table.id, revision }, by.userId);
    if ('changed' in former) throw new ImportKeptError('changed', former.changed);
    const { rows, ends } = former;
    const saved = await this.db.inTransaction(async (tx) => {
      const said = { undoes: id, file: String(found.file_name) };
      const done = await this.writing.write(
        tx,
        table,
        rows,
        by,
        { way: 'undo', undoes: revision },
        { revision: table.revision, ends, said },
      );
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
}
