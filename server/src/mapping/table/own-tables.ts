import type { OwnTable, RenameTable, MappingTables as TableList } from '@dingdee/shared/mapping';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { isBuiltIn } from '../run/built-in-tables.js';
import { MappingTableNotFoundError, TableInUseError, TableNameTakenError } from '../run/mapping.errors.js';
import { MappingTable } from '../run/mapping-table.entity.js';
import { MappingTables } from './mapping-tables.js';

/** Most tables: each is read whenever a bill is mapped. */
const MOST = 40;

/** Manages a company's own tables, for look-ups in rules. Their code is the name that they were created with. */
@Injectable()
export class OwnTables {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** @throws TableNameTakenError if another table has the name, or was created with it */
  async create({ name, keyName, target }: OwnTable, by: Actor): Promise<TableList> {
    await this.db.inTransaction(async (tx) => {
      const there: { code: string; name: string }[] = await tx.query('SELECT code, name FROM mapping_table');
      if (there.length >= MOST) throw new TableNameTakenError('many');
      if (there.some((each) => each.code === name || each.name === name)) throw new TableNameTakenError(name);
      const now = clock.now();
      await insertRows(tx, MappingTable, [
        { id: uuid(), code: name, name, key_name: keyName, target, revision: 0, created_at: now, updated_at: now },
      ]);
      await this.record(tx, by, name, 'create-mapping-table', { target, keyName });
    });
    return this.tables.list();
  }

  /**
   * Renames a table; its code, which rules cite, stays.
   * @throws MappingTableNotFoundError, TableNameTakenError, TableInUseError for a built-in table
   */
  async rename(code: string, { name, keyName }: RenameTable, by: Actor): Promise<TableList> {
    const table = await this.own(code);
    await this.db.inTransaction(async (tx) => {
      const there: { id: string }[] = await tx.query(
        'SELECT id FROM mapping_table WHERE id <> ? AND (code = ? OR name = ?)',
        [table.id, name, name],
      );
      if (there.length > 0) throw new TableNameTakenError(name);
      await tx.query('UPDATE mapping_table SET name = ?, key_name = ? WHERE id = ?', [name, keyName, table.id]);
      await this.record(tx, by, code, 'rename-mapping-table', { name, was: table.name });
    });
    return this.tables.list();
  }

  /** Removes a table that no version of a scheme names and no bill has asked. @throws MappingTableNotFoundError, TableInUseError */
  async remove(code: string, by: Actor): Promise<TableList> {
    const table = await this.own(code);
    await this.db.inTransaction(async (tx) => {
      const [schemes]: { n: unknown }[] = await tx.query(
        'SELECT COUNT(*) AS n FROM scheme_version WHERE INSTR(content, ?) > 0',
        [`"table":${JSON.stringify(code)}`],
      );
      if (readInt(schemes?.n) > 0) throw new TableInUseError('rules');
      const [bills]: { n: unknown }[] = await tx.query('SELECT COUNT(*) AS n FROM bill_lookup WHERE table_code = ?', [
        code,
      ]);
      if (readInt(bills?.n) > 0) throw new TableInUseError('bills');
      await tx.query('DELETE FROM mapping_import WHERE table_id = ?', [table.id]);
      await tx.query('DELETE FROM mapping_change WHERE table_id = ?', [table.id]);
      await tx.query('DELETE FROM value_aside_bill WHERE table_code = ?', [code]);
      await tx.query('DELETE FROM value_aside WHERE table_code = ?', [code]);
      await tx.query('DELETE FROM mapping_row WHERE table_id = ?', [table.id]);
      if ((await changedBy(tx, 'DELETE FROM mapping_table WHERE id = ?', [table.id])) !== 1)
        throw new MappingTableNotFoundError(code);
      await this.record(tx, by, code, 'remove-mapping-table', { name: table.name });
    });
    return this.tables.list();
  }

  private async own(code: string) {
    const table = await this.tables.table(code);
    if (isBuiltIn(code)) throw new TableInUseError('ours');
    return table;
  }

  private async record(tx: EntityManager, by: Actor, code: string, action: string, detail: object): Promise<void> {
    await this.audit.append(tx, by, [{ action, subjectKind: 'mapping', subjectId: code, detail }]);
    await this.live.emit(tx, 'mapping', [code]);
  }
}
