import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { type Held, readHeld } from '../../domain/bill/bill-notes.js';
import { MAY_LAND } from '../../domain/bill/bill-state.js';
import { KingdeeWatch } from './kingdee-watch.entity.js';
import { DAY_MS, WATCHED } from './watch-cadence.js';

/** A bill that is due for a look. */
export interface WatchRow {
  billId: string;
  /** Kingdee's Id of the bill that this row is about. */
  kingdeeId: string | null;
  watchedFrom: number;
  absentSince: number | null;
  audited: boolean;
  accepted: Held | null;
}

/** The result of a look. `dueAt` null: the bill is watched no longer. `drop`: the bill no longer concerns Kingdee. */
export type WatchNote =
  | { billId: string; dueAt: number | null; absentSince: number | null; audited: boolean; answeredAt: number | null }
  | { billId: string; drop: true };

/** A bill as a row of the list is made from it. */
type Watchable = Pick<PushBill, 'id' | 'kingdeeId' | 'reached'>;

const AT_ONCE = 500;
/**
 * SQL for a row that began before the booking: the days count from the booking. A bill that came back from 待冲销 was booked before, so
 * its row and its accepted content stay.
 */
const HALTED_BEFORE = `(b.state_kind IN ('booked', 'written-back') AND w.watched_from < b.state_since - ${DAY_MS} AND CASE WHEN COALESCE(b.state, '') = '' THEN 1 WHEN JSON_VALID(b.state) THEN JSON_EXTRACT(b.state, '$.standsDespite') IS NULL ELSE 0 END = 1)`;

/** Keeps the list of watched bills and their due times: table kingdee_watch, apart from the bills. */
@Injectable()
export class WatchList {
  constructor(private readonly db: Database) {}

  /**
   * Adds bills that have come into Kingdee since `since` and are not on the list. It also adds bills whose row is about an earlier
   * Kingdee bill that was withdrawn, or about the time when they were halted long before the booking, and closed bills that were sent
   * without an answer.
   * @param firstLook returns the due time of a bill.
   */
  async enrol(since: number, firstLook: (from: number) => number): Promise<void> {
    // Usually there is nothing new, so this check uses the reading connection.
    for (const kind of [...WATCHED, ...MAY_LAND])
      while ((await this.unlisted(this.db.read, kind, since, 1)).length > 0)
        await this.enrolSome(kind, since, firstLook);
  }

  private unlisted(
    tx: EntityManager,
    kind: string,
    since: number,
    limit: number,
  ): Promise<{ id: string; kingdee_id: string | null; state_since: unknown; reached: string }[]> {
    // A closed bill that was sent once without an answer: a key that was ever sent is watched until its days are over.
    const held = MAY_LAND.some((closed) => closed === kind)
      ? `b.reached = 'none' AND b.sent_form IS NOT NULL AND b.kingdee_id IS NULL
         AND EXISTS (SELECT 1 FROM push_receipt r WHERE r.bill_id = b.id AND r.step = 'save' AND r.outcome = 'unknown')`
      : `b.reached <> 'none'`;
    return tx.query(
      `SELECT b.id, b.kingdee_id, b.state_since, b.reached FROM bill b LEFT JOIN kingdee_watch w ON w.bill_id = b.id
       WHERE b.state_kind = ? AND b.state_since >= ? AND ${held}
       AND (w.bill_id IS NULL OR COALESCE(w.kingdee_id, '') <> COALESCE(b.kingdee_id, '') OR ${HALTED_BEFORE}) LIMIT ${limit}`,
      [kind, since],
    );
  }

  private enrolSome(kind: string, since: number, firstLook: (from: number) => number): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const rows = await this.unlisted(tx, kind, since, AT_ONCE);
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) await tx.query(`DELETE FROM kingdee_watch WHERE bill_id IN (${placeholders(ids)})`, ids);
      await insertRows(
        tx,
        KingdeeWatch,
        rows.map((row) => {
          const from = Number(row.state_since);
          return {
            bill_id: row.id,
            kingdee_id: row.kingdee_id,
            watched_from: from,
            due_at: firstLook(from),
            audited: row.reached === 'audited',
          };
        }),
      );
    });
  }

  /**
   * Resumes bills whose watch ended after fewer days than the setting has now. A watch that ended because a person confirmed that
   * Kingdee holds nothing stays ended: `absent_since` is kept.
   * @param since Unix ms
   * @param dueAt Unix ms
   */
  async revive(since: number, dueAt: number): Promise<void> {
    await this.db.inTransaction((tx) =>
      tx.query(
        `UPDATE kingdee_watch SET due_at = ? WHERE due_at IS NULL AND absent_since IS NULL AND watched_from >= ?
         AND bill_id IN (SELECT id FROM bill WHERE state_kind IN ('booked', 'written-back'))`,
        [dueAt, since],
      ),
    );
  }

  /** Returns the time when the next bill is due, in Unix ms; null if none is due. */
  async nextDue(): Promise<number | null> {
    const [row] = await this.db.query<{ at: unknown }>(
      'SELECT MIN(due_at) AS at FROM kingdee_watch WHERE due_at IS NOT NULL',
    );
    return row?.at == null ? null : Number(row.at);
  }

  /** Leases due bills, so that one process asks about each. */
  async claim(
    tx: EntityManager,
    { token, until, limit, now }: { token: string; until: number; limit: number; now: number },
  ): Promise<WatchRow[]> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT bill_id, kingdee_id, watched_from, absent_since, audited, accepted FROM kingdee_watch
       WHERE due_at <= ? AND (lease_until IS NULL OR lease_until < ?) ORDER BY due_at, bill_id LIMIT ${Math.trunc(limit)}${lock}`,
      [now, now],
    );
    if (rows.length === 0) return [];
    const ids = rows.map((row) => String(row.bill_id));
    await tx.query(
      `UPDATE kingdee_watch SET lease_token = ?, lease_until = ? WHERE bill_id IN (${placeholders(ids)})`,
      [token, until, ...ids],
    );
    return rows.map((row) => ({
      billId: String(row.bill_id),
      kingdeeId: row.kingdee_id == null ? null : String(row.kingdee_id),
      watchedFrom: Number(row.watched_from),
      absentSince: row.absent_since == null ? null : Number(row.absent_since),
      audited: Number(row.audited) === 1,
      accepted: readHeld(row.accepted == null ? null : String(row.accepted)),
    }));
  }

  /** Returns those of these bills that are still leased under this token; they are locked until the transaction ends. */
  async stillOurs(tx: EntityManager, token: string, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const rows: { bill_id: string }[] = await tx.query(
      `SELECT bill_id FROM kingdee_watch WHERE lease_token = ? AND bill_id IN (${placeholders(ids)})${lock}`,
      [token, ...ids],
    );
    return new Set(rows.map((row) => row.bill_id));
  }

  /**
   * Releases bills with the result of their look: one statement for all equal results, as nearly all are. If `answeredAt` is null, the
   * last answer stays.
   */
  async record(tx: EntityManager, token: string, notes: readonly WatchNote[]): Promise<void> {
    const alike = new Map<string, WatchNote[]>();
    for (const note of notes) {
      const key = JSON.stringify({ ...note, billId: '' });
      alike.set(key, [...(alike.get(key) ?? []), note]);
    }
    for (const group of alike.values()) {
      const [first] = group;
      if (!first) continue;
      const ids = group.map(({ billId }) => billId);
      const where = `lease_token = ? AND bill_id IN (${placeholders(ids)})`;
      if ('drop' in first) {
        await tx.query(`DELETE FROM kingdee_watch WHERE ${where}`, [token, ...ids]);
        continue;
      }
      await tx.query(
        `UPDATE kingdee_watch SET due_at = ?, absent_since = ?, audited = ?, answered_at = COALESCE(?, answered_at),
         lease_token = NULL, lease_until = NULL WHERE ${where}`,
        [first.dueAt, first.absentSince, first.audited ? 1 : 0, first.answeredAt, token, ...ids],
      );
    }
  }

  /**
   * Stores that a look for a person did not find the bill. The first such look is kept, and the watch looks again after it.
   * @param askedAt when the question was sent, in Unix ms
   * @returns the time of the first look that did not find it, with none that found it since.
   */
  async sawAbsent(tx: EntityManager, bill: Watchable, askedAt: number, gapMs: number): Promise<number> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const [row]: { kingdee_id: string | null; absent_since: unknown }[] = await tx.query(
      `SELECT kingdee_id, absent_since FROM kingdee_watch WHERE bill_id = ?${lock}`,
      [bill.id],
    );
    const known = row !== undefined && row.kingdee_id === bill.kingdeeId;
    if (known && row.absent_since != null) return Number(row.absent_since);
    const dueAt = askedAt + gapMs;
    if (known) {
      // A worker that is asking about the bill now stores its own answer, which is as good.
      await tx.query(
        'UPDATE kingdee_watch SET absent_since = ?, due_at = CASE WHEN due_at < ? THEN due_at ELSE ? END WHERE bill_id = ?',
        [askedAt, dueAt, dueAt, bill.id],
      );
      return askedAt;
    }
    await tx.query('DELETE FROM kingdee_watch WHERE bill_id = ?', [bill.id]);
    const audited = bill.reached === 'audited';
    await insertRows(tx, KingdeeWatch, [
      {
        bill_id: bill.id,
        kingdee_id: bill.kingdeeId,
        watched_from: askedAt,
        due_at: dueAt,
        absent_since: askedAt,
        audited,
      },
    ]);
    return askedAt;
  }

  /** Stores that a look for a person found the bill: earlier looks that did not find it prove nothing any more. */
  async sawThere(tx: EntityManager, bill: Watchable): Promise<void> {
    await tx.query('UPDATE kingdee_watch SET absent_since = NULL WHERE bill_id = ? AND kingdee_id = ?', [
      bill.id,
      bill.kingdeeId,
    ]);
  }

  /**
   * Stores that a person accepted the bill as Kingdee holds it. If it was never booked before, its days begin at `bookedAt`. If `held`
   * is null, Kingdee holds nothing, and the watch ends.
   */
  async accept(tx: EntityManager, billId: string, held: Held | null, bookedAt: number | null = null): Promise<void> {
    if (held === null)
      // A worker that is asking about the bill now loses its lease, so its answer is not stored.
      await tx.query(
        'UPDATE kingdee_watch SET due_at = NULL, lease_token = NULL, lease_until = NULL WHERE bill_id = ?',
        [billId],
      );
    else
      await tx.query(
        'UPDATE kingdee_watch SET accepted = ?, absent_since = NULL, watched_from = COALESCE(?, watched_from) WHERE bill_id = ?',
        [JSON.stringify(held), bookedAt, billId],
      );
  }
}
