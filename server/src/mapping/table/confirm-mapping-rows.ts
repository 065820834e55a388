import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { ConfirmedRows } from '../../bill/review/confirmed-rows.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { dialectOf } from '../../database/dialect.js';
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

  /** On SQLite the transaction is the only writer anyway. */
  override async lock(tx: EntityManager, hands: readonly PayeeHand[]): Promise<void> {
    const ids = [...new Set(hands.flatMap(({ rowId }) => rowId ?? []))];
    if (ids.length === 0 || dialectOf(tx.connection) === 'sqlite') return;
    const tables: { table_id: string }[] = await tx.query(
      `SELECT DISTINCT table_id FROM mapping_row WHERE id IN (${placeholders(ids)}) ORDER BY table_id`,
      ids,
    );
    for (const { table_id: id } of tables) await tx.query('SELECT id FROM mapping_table WHERE id = ? FOR UPDATE', [id]);
  }

  override told(hands: readonly PayeeHand[]): void {
    if (hands.some(({ rowId }) => rowId !== null)) this.wakes.wake('map');
  }

  /**
   * Raises the revision of the tables: a mapping that used the former revision runs again. Only rows of the tables that are locked then are
   * confirmed, and none that was set or taken away meanwhile: nobody has looked at that.
   */
  override async confirm(tx: EntityManager, hands: readonly PayeeHand[], by: Actor): Promise<void> {
    const ids = [...new Set(hands.flatMap(({ rowId, by: hand }) => (hand === by.userId ? [] : (rowId ?? []))))];
    if (ids.length === 0) return;
    const seen = new Map((await this.unconfirmed(tx, ids, by)).map((row) => [row.id, row]));
    const tables = [...new Set([...seen.values()].map(({ table_id }) => table_id))].sort();
    for (const id of tables) await tx.query('UPDATE mapping_table SET revision = revision + 1 WHERE id = ?', [id]);
    const rows = (await this.unconfirmed(tx, ids, by)).filter(
      ({ id, until_revision: until }) => seen.has(id) && seen.get(id)?.until_revision === until,
    );
    for (const tableId of tables) {
      const own = rows.filter(({ table_id }) => table_id === tableId).map(({ id }) => id);
      if (own.length > 0) await this.confirmIn(tx, tableId, own, by);
    }
  }

  /** Returns the rows that this person can confirm: set or taken away by somebody else, and by nobody confirmed since. */
  private unconfirmed(tx: EntityManager, ids: readonly string[], by: Actor): Promise<Unconfirmed[]> {
    return tx.query(
      `SELECT r.id, r.table_id, r.until_revision FROM mapping_row r WHERE ((r.confirmed_by IS NULL AND r.created_by <> ?) OR ${LEFT}) AND r.id IN (${placeholders(ids)}) ORDER BY r.id`,
      [by.userId, by.userId, ...ids],
    );
  }

  /** Confirms rows of one table, whose lock is taken, under its revision. */
  private async confirmIn(tx: EntityManager, tableId: string, ids: readonly string[], by: Actor): Promise<void> {
    const [table]: { code: string; revision: unknown }[] = await tx.query(
      'SELECT code, revision FROM mapping_table WHERE id = ?',
      [tableId],
    );
    const revision = readInt(table?.revision);
    const list = placeholders(ids);
    await tx.query(
      `UPDATE mapping_row SET confirmed_by = ?, confirmed_at = ?, confirmed_revision = ?
       WHERE confirmed_by IS NULL AND created_by <> ? AND table_id = ? AND id IN (${list})`,
      [by.userId, clock.now(), revision, by.userId, tableId, ...ids],
    );
    // For a row that was taken away, the confirmation is of the removal; an earlier confirmation of the row itself keeps its person.
    await tx.query(
      `UPDATE mapping_row SET confirmed_by = COALESCE(confirmed_by, ?), confirmed_at = ?, confirmed_revision = ?
       WHERE ${LEFT.replaceAll('r.', '')} AND table_id = ? AND id IN (${list})`,
      [by.userId, clock.now(), revision, by.userId, tableId, ...ids],
    );
    await this.audit.append(tx, by, [
      {
        action: 'confirm-payee-row',
        subjectKind: 'mapping',
        subjectId: table?.code ?? '',
        detail: { rows: ids, revision },
      },
    ]);
  }
}

interface Unconfirmed {
  id: string;
  table_id: string;
  until_revision: number | null;
}
