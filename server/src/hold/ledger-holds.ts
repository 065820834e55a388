import { HOLD_CAUSES, type HoldCause } from '@dingdee/shared/hold';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { endAllSessions } from '../access/session/sessions.js';
import { revokeTokens } from '../access/token/revoke-tokens.js';
import { AuditLog } from '../audit/audit-log.js';
import { type LedgerTail, stands } from '../audit/marker/ledger-tail.js';
import { readInt } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import type { Actor } from '../domain/actor.js';
import { LiveEvents } from '../event-log/live-events.js';
import { HoldChangedError, LedgerHeldError } from './hold.errors.js';
import { LedgerHold } from './ledger-hold.entity.js';

/** Details of a hold: the ends of marker and database, or the reason that a person gave. */
export interface HoldDetail {
  marker?: { seq: number; at: number };
  head?: { seq: number; at: number };
  reason?: string;
}
export interface OpenHold {
  id: string;
  cause: HoldCause;
  detail: HoldDetail;
  since: number;
  by: string;
}
interface Row {
  id: string;
  cause: string;
  detail: string;
  held_at: unknown;
  held_by: string;
}

const OPEN =
  'SELECT id, cause, detail, held_at, held_by FROM ledger_hold WHERE released_at IS NULL ORDER BY held_at, id';

/**
 * Holds (全部暂停) stop everything: no push, no write-back, no withdrawal and no schedule in any process on this database, until an
 * administrator has looked and releases the hold (product.md §8). Queries to both systems go on, because they send nothing.
 */
@Injectable()
export class LedgerHolds {
  /** The end of the log as this process saw it last; the database may go back while the process is running. */
  private seen: LedgerTail | null = null;
  private heldAt: number | null = null;

  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /** Tells whether a claim must leave everything in its place. Every claim calls it inside its transaction. */
  async blocks(tx: EntityManager): Promise<boolean> {
    const held: unknown[] = await tx.query('SELECT id FROM ledger_hold WHERE released_at IS NULL LIMIT 1');
    if (held.length > 0) return true;
    // The database went back a moment ago: this process is about to end.
    return this.seen !== null && !(await stands(tx, this.seen));
  }

  /** Refuses a request of a person to send something. @throws LedgerHeldError */
  async refuse(tx: EntityManager): Promise<void> {
    if (await this.blocks(tx)) throw new LedgerHeldError();
  }

  async open(reads: EntityManager = this.db.read): Promise<OpenHold[]> {
    const rows: Row[] = await reads.query(OPEN);
    return rows.map((row) => ({
      id: row.id,
      cause: HOLD_CAUSES.find((cause) => cause === row.cause) ?? 'by-hand',
      detail: JSON.parse(row.detail) as HoldDetail,
      since: readInt(row.held_at),
      by: row.held_by,
    }));
  }

  /**
   * Begins a hold; there is one hold per cause. If the database may have gone back, all sessions and tokens end, because roles went
   * back too, and revocations may be lost.
   * @returns false if a hold with this cause is already open.
   */
  async begin(tx: EntityManager, cause: HoldCause, detail: HoldDetail, actor: Actor): Promise<boolean> {
    const wentBack = cause !== 'by-hand';
    // This is also done if the restored backup already had such a hold: tokens in it may have been revoked after the backup.
    if (wentBack) await endAllSessions(tx);
    const ended = wentBack ? await revokeTokens(tx, null) : {};
    const open = await this.open(tx);
    const same = open.find((hold) => hold.cause === cause);
    if (same) {
      if (Object.keys(ended).length > 0)
        await this.audit.append(tx, actor, [
          { action: 'revoke-token', subjectKind: 'ledger', subjectId: same.id, detail: { cause, ...ended } },
        ]);
      return false;
    }
    const [id, now] = [uuid(), Date.now()];
    await insertRows(tx, LedgerHold, [
      { id, cause, detail: JSON.stringify(detail), held_at: now, held_by: actor.name },
    ]);
    await this.audit.append(tx, actor, [
      { action: 'hold-begun', subjectKind: 'ledger', subjectId: id, detail: { cause, ...detail, ...ended } },
    ]);
    await this.live.emit(tx, 'status', [id]);
    return true;
  }

  /**
   * Ends every hold. It sends nothing: bills that were on their way go back to a person at their next claim (RestoredBills).
   * @param ids the holds that the person looked at.
   * @returns how many bills go back.
   * @throws HoldChangedError if other holds are open, or none.
   */
  async release(tx: EntityManager, ids: readonly string[], actor: Actor): Promise<number> {
    const open = await this.open(tx);
    if (open.length === 0 || open.some(({ id }) => !ids.includes(id))) throw new HoldChangedError();
    const held = open.map(({ id }) => id);
    const last = held.at(-1) ?? '';
    const met = await changedBy(
      tx,
      `UPDATE ledger_hold SET released_at = ?, released_by = ? WHERE released_at IS NULL AND id IN (${placeholders(held)})`,
      [Date.now(), actor.name, ...held],
    );
    if (met !== held.length) throw new HoldChangedError();
    await tx.query(`DELETE FROM restored_bill`);
    const back = await changedBy(
      tx,
      `INSERT INTO restored_bill (bill_id, hold_id) SELECT id, ? FROM bill WHERE state_kind IN ('pushing', 'in-doubt')`,
      [last],
    );
    await this.audit.append(
      tx,
      actor,
      open.map(({ id, cause }) => ({
        action: 'hold-released',
        subjectKind: 'ledger',
        subjectId: id,
        detail: { cause, bills: back },
      })),
    );
    await this.live.emit(tx, 'status', held);
    return back;
  }

  /** Returns the id of the hold that was released last; '' before the first. */
  async epoch(reads: EntityManager = this.db.read): Promise<string> {
    const [row]: { id: string }[] = await reads.query(
      'SELECT id FROM ledger_hold WHERE released_at IS NOT NULL ORDER BY released_at DESC, id DESC LIMIT 1',
    );
    return row?.id ?? '';
  }

  /** Tells whether this database has already left the epoch: the process that wrote it was away when the hold was released. */
  async isPast(epoch: string): Promise<boolean> {
    if (epoch === '') return (await this.epoch()) !== '';
    const rows = await this.db.query('SELECT id FROM ledger_hold WHERE id = ? AND released_at IS NOT NULL', [epoch]);
    return rows.length > 0;
  }

  /**
   * Time of the last hold, in Unix ms; null if there was none. Kingdee may know more than the database about approvals that finished
   * before it (KnownHistory).
   */
  get lastHeldAt(): number | null {
    return this.heldAt;
  }

  /** Stores in this process the end of the log and the time of the last hold. */
  async remember(tail: LedgerTail | null): Promise<void> {
    this.seen = tail;
    const [row] = await this.db.query<{ at: unknown }>('SELECT MAX(held_at) AS at FROM ledger_hold');
    this.heldAt = row?.at == null ? null : readInt(row.at);
  }

  get remembered(): LedgerTail | null {
    return this.seen;
  }
}
