import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { ConfirmedRows } from '../../bill/review/confirmed-rows.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import type { PayeeHand } from '../../domain/draft/mapping-result.js';
import { Wakes } from '../../queue/wakes.js';

/** Taken away by somebody else, and not confirmed since. */
const LEFT =
  '(r.until_revision IS NOT NULL AND r.ended_by <> ? AND (r.confirmed_revision IS NULL OR r.confirmed_revision <= r.until_revision))';

/** Records the confirmation of rows in the mapping tables. */
@Injectable()
export class ConfirmMappingRows extends ConfirmedRows {
  constructor(
    private readonly audit: AuditLog,
    private readonly wakes: Wakes,
  ) {
    super();
  }

  override told(hands: readonly PayeeHand[]): void {
    if (hands.some(({ rowId }) => rowId !== null)) this.wakes.wake('map');
  }

  /** Raises the revision of the tables: a mapping that used the former revision runs again. */
  override async confirm(tx: EntityManager, hands: readonly PayeeHand[], by: Actor): Promise<void> {
    const ids = [...new Set(hands.flatMap(({ rowId, by: hand }) => (hand === by.userId ? [] : (rowId ?? []))))];
    if (ids.length === 0) return;
    const list = placeholders(ids);
    const tables: { id: string }[] = await tx.query(
      `SELECT DISTINCT t.id FROM mapping_table t JOIN mapping_row r ON r.table_id = t.id WHERE ((r.confirmed_by IS NULL AND r.created_by <> ?) OR ${LEFT}) AND r.id IN (${list}) ORDER BY t.id`,
      [by.userId, by.userId, ...ids],
    );
    if (tables.length === 0) return;
    for (const { id } of tables) await tx.query('UPDATE mapping_table SET revision = revision + 1 WHERE id = ?', [id]);
    await tx.query(
      `UPDATE mapping_row SET confirmed_by = ?, confirmed_at = ?, confirmed_revision = (SELECT t.revision FROM mapping_table t WHERE t.id = table_id)
       WHERE confirmed_by IS NULL AND created_by <> ? AND id IN (${list})`,
      [by.userId, clock.now(), by.userId, ...ids],
    );
    // For a row that was taken away, the confirmation is of the removal; an earlier confirmation of the row itself keeps its person.
    await tx.query(
      `UPDATE mapping_row SET confirmed_by = COALESCE(confirmed_by, ?), confirmed_at = ?, confirmed_revision = (SELECT t.revision FROM mapping_table t WHERE t.id = table_id)
       WHERE ${LEFT.replaceAll('r.', '')} AND id IN (${list})`,
      [by.userId, clock.now(), by.userId, ...ids],
    );
    const raised: { code: string; revision: unknown }[] = await tx.query(
      `SELECT code, revision FROM mapping_table WHERE id IN (${placeholders(tables)}) ORDER BY id`,
      tables.map(({ id }) => id),
    );
    await this.audit.append(
      tx,
      by,
      raised.map(({ code, revision }) => ({
        action: 'confirm-payee-row',
        subjectKind: 'mapping',
        subjectId: code,
        detail: { rows: ids, revision: readInt(revision) },
      })),
    );
  }
}
