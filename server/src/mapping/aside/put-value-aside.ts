import type { MappingTables as TableList } from '@dingdee/shared/mapping';
import type { PutAside, RestoreValue } from '@dingdee/shared/value-aside';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { ValueChangedError } from '../run/mapping.errors.js';
import { LACKING, SEEN_ASIDE } from '../run/value-aside.js';
import { MappingTables } from '../table/mapping-tables.js';
import { ValueAsideRow } from './value-aside.entity.js';

type Row = Record<string, unknown>;

/**
 * Puts a source value without a row aside（不处理这个值）, and takes it back. That is a note to the list of values: its bills stay where they
 * are, and another bill that lacks the value brings it back.
 */
@Injectable()
export class PutValueAside {
  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** @throws MappingTableNotFoundError, ValueChangedError if the card showed other bills, or the value is put aside already */
  async put(code: string, { key, bills, reason, note }: PutAside, by: Actor): Promise<TableList> {
    await this.db.inTransaction(async (tx) => {
      const { revision } = await this.tables.table(code, tx);
      const [now]: Row[] = await tx.query(
        `SELECT COUNT(*) AS n, MAX(l.key_label) AS label, COUNT(CASE WHEN NOT ${SEEN_ASIDE} THEN 1 END) AS unseen ${LACKING} AND l.lookup_key = ?`,
        [code, key],
      );
      const label = String(now?.label || key);
      const lacking = readInt(now?.n);
      if (lacking !== bills) throw new ValueChangedError(label, bills, lacking);
      if (readInt(now?.unseen) === 0) throw new ValueChangedError(label, bills, null);
      await this.forget(tx, code, key);
      await insertRows(tx, ValueAsideRow, [
        { table_code: code, lookup_key: key, reason, note, revision, put_by: by.userId, put_at: clock.now() },
      ]);
      const seen = await changedBy(
        tx,
        `INSERT INTO value_aside_bill (table_code, lookup_key, bill_id) SELECT l.table_code, l.lookup_key, l.bill_id ${LACKING} AND l.lookup_key = ?`,
        [code, key],
      );
      // On MariaDB a bill may have arrived since the count.
      if (seen !== bills) throw new ValueChangedError(label, bills, seen);
      await this.record(tx, by, code, 'put-value-aside', { key, label, bills, cause: reason, note });
    });
    return this.tables.list();
  }

  /** Takes a value back into the list; nothing is recorded if it is there already. @throws MappingTableNotFoundError */
  async restore(code: string, { key }: RestoreValue, by: Actor): Promise<TableList> {
    await this.tables.table(code);
    await this.db.inTransaction(async (tx) => {
      if (await this.forget(tx, code, key)) await this.record(tx, by, code, 'take-value-back', { key });
    });
    return this.tables.list();
  }

  private async forget(tx: EntityManager, code: string, key: string): Promise<boolean> {
    await changedBy(tx, 'DELETE FROM value_aside_bill WHERE table_code = ? AND lookup_key = ?', [code, key]);
    return (await changedBy(tx, 'DELETE FROM value_aside WHERE table_code = ? AND lookup_key = ?', [code, key])) > 0;
  }

  private async record(tx: EntityManager, by: Actor, code: string, action: string, detail: object): Promise<void> {
    await this.audit.append(tx, by, [{ action, subjectKind: 'mapping', subjectId: code, detail }]);
    await this.live.emit(tx, 'mapping', [code]);
  }
}
