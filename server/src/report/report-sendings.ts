import { REPORT_LATE_MS, type SendingReason, type SendingState } from '@dingdee/shared/report';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { clock } from '../database/clock.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { Wakes } from '../queue/wakes.js';
import { putReport } from '../webhook/put-report.js';
import { ReportSendingRow } from './report.entity.js';
import type { Card } from './report-card.js';
import { GOES_OUT, type Raw, REPORT_COLUMNS, type StoredReport, storedReport } from './stored-report.js';

/** Content to send at one time. */
export interface Ready {
  card: Card;
  /** Exactly the text that a group or a person gets. */
  text: string;
  /** Full link to the list behind it; null if no public address is set. */
  link: string | null;
}

/** One message that this process has leased. */
export interface HeldSending {
  id: string;
  reportId: string;
  target: 'robot' | 'person';
  targetId: string;
  title: string;
  text: string;
  /** Number of sends so far. */
  attempt: number;
  dueAt: number;
  /** Sealed token and secret of a robot; else null. */
  robot: string | null;
  /** Version of its report at the claim. */
  version: number;
}

export interface Outcome {
  state: SendingState;
  reason: SendingReason | null;
  answer: string | null;
  nextAt: number | null;
}

/** Sendings: stored before they are sent, leased while they are under way, and updated with the result. */
@Injectable()
export class ReportSendings {
  constructor(
    private readonly db: Database,
    private readonly wakes: Wakes,
  ) {}

  /** Returns reports that are due. */
  async due(): Promise<StoredReport[]> {
    const rows = await this.db.query<Raw>(
      `SELECT ${REPORT_COLUMNS} FROM report w WHERE ${GOES_OUT} AND w.next_at <= ? ORDER BY w.next_at LIMIT 50`,
      [clock.now()],
    );
    return rows.map(storedReport);
  }

  /** Returns when the next report or sending falls due, in Unix ms; null if none waits. */
  async nextDue(): Promise<number | null> {
    const [row] = await this.db.query<Raw>(`SELECT MIN(w.next_at) AS at FROM report w WHERE ${GOES_OUT}`);
    const sending = await this.nextSending();
    if (row?.at == null) return sending;
    return sending === null ? Number(row.at) : Math.min(Number(row.at), sending);
  }

  /** Returns when the next open sending falls due, in Unix ms; null if none waits. */
  async nextSending(): Promise<number | null> {
    const [row] = await this.db.query<Raw>(
      "SELECT MIN(next_at) AS at FROM report_sending WHERE state IN ('due', 'sending')",
    );
    return row?.at == null ? null : Number(row.at);
  }

  /**
   * Stores one sending of a report and moves the report to its next time, in one step: only one of several processes stores it. If a clock was
   * set back, a time that is stored already is not stored again.
   * @param ready content to send; null: nothing is sent, and `reason` says why, or the time was not on the schedule.
   */
  async put(
    tx: EntityManager,
    report: StoredReport,
    next: number,
    ready: Ready | null,
    reason: SendingReason | null,
  ): Promise<void> {
    const { id, nextAt, version } = report;
    const met = await changedBy(
      tx,
      'UPDATE report SET next_at = ? WHERE id = ? AND next_at = ? AND version = ? AND paused_at IS NULL AND deleted_at IS NULL',
      [next, id, nextAt, version],
    );
    if (met === 0 || (ready === null && reason === null)) return;
    const dueAt = nextAt ?? clock.now();
    if ((await this.written(tx, id, dueAt)) === null) await this.insert(tx, report, dueAt, ready, null, reason);
  }

  /** @returns the id of the sending that is stored for this time of a report; null if there is none. */
  async written(tx: EntityManager, reportId: string, dueAt: number): Promise<string | null> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const [row]: Raw[] = await tx.query(`SELECT id FROM report_sending WHERE report_id = ? AND set_for = ?${lock}`, [
      reportId,
      dueAt,
    ]);
    return row === undefined ? null : String(row.id);
  }

  /**
   * Ends all open sendings of a report that was changed, paused or deleted, because their text was for its former state.
   * A sending that may have arrived becomes unknown; the process that has it under way still records the result by its lease.
   */
  async end(tx: EntityManager, reportId: string): Promise<void> {
    // The order of the columns matters: MySQL reads values that the same statement has just set.
    await changedBy(
      tx,
      `UPDATE report_sending SET reason = CASE WHEN state = 'due' AND COALESCE(reason, '') <> 'no-answer' THEN 'changed' ELSE 'no-answer' END,
         state = CASE WHEN state = 'due' AND COALESCE(reason, '') <> 'no-answer' THEN 'missed' ELSE 'unknown' END, next_at = NULL
       WHERE report_id = ? AND state IN ('due', 'sending')`,
      [reportId],
    );
  }

  /** Inserts a sending. @param by person who tries it; null for a scheduled sending. @returns its id. */
  async insert(
    tx: EntityManager,
    { id: reportId, name, target, targetId }: StoredReport,
    dueAt: number,
    ready: Ready | null,
    by: string | null,
    why: SendingReason | null = null,
  ): Promise<string> {
    const now = clock.now();
    const id = uuid();
    let [state, reason, deliveryId]: [SendingState, SendingReason | null, string | null] = ['due', why, null];
    if (ready === null) state = 'missed';
    else if (target === 'webhook') {
      const { card, link } = ready;
      const { title, days, lines, whole, notes } = card;
      deliveryId = await putReport(tx, this.wakes, targetId, {
        subject: title,
        data: { report: reportId, dueAt: new Date(dueAt).toISOString(), title, days, lines, whole, notes, link },
      });
      [state, reason] = deliveryId === null ? ['refused', 'webhook'] : ['handed', null];
    }
    await insertRows(tx, ReportSendingRow, [
      {
        id,
        report_id: reportId,
        set_for: dueAt,
        tried_by: by,
        target,
        target_id: targetId,
        title: (ready?.card.title ?? name).slice(0, 80),
        text: ready?.text ?? '',
        delivery_id: deliveryId,
        state,
        reason,
        next_at: state === 'due' ? now : null,
        sent_at: null,
      },
    ]);
    return id;
  }

  /** Gives up sendings that have waited so long that their figures are outdated. @returns how many */
  giveUp(tx: EntityManager): Promise<number> {
    const now = clock.now();
    return changedBy(
      tx,
      `UPDATE report_sending SET state = CASE WHEN state = 'due' AND attempt = 0 THEN 'missed' ELSE 'unknown' END,
         reason = COALESCE(reason, 'not-now'), next_at = NULL, lease_token = NULL, lease_until = NULL
       WHERE state IN ('due', 'sending') AND next_at <= ? AND set_for < ? AND (lease_until IS NULL OR lease_until < ?)`,
      [now, now - REPORT_LATE_MS, now],
    );
  }

  /**
   * Leases due sendings of reports that are still active. A sending whose lease ran out while it was sent comes back, too: a repeat is better than a
   * loss.
   */
  async claim(tx: EntityManager, { token, until, limit }: { token: string; until: number; limit: number }) {
    const now = clock.now();
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Raw[] = await tx.query(
      `SELECT s.id, s.report_id, s.target, s.target_id, s.title, s.text, s.attempt, s.set_for FROM report_sending s
       WHERE s.state IN ('due', 'sending') AND s.next_at <= ? AND (s.lease_until IS NULL OR s.lease_until < ?)
         AND s.report_id IN (SELECT w.id FROM report w WHERE ${GOES_OUT})
       ORDER BY s.next_at, s.id LIMIT ${Math.trunc(limit)}${lock}`,
      [now, now],
    );
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => String(id));
    await changedBy(
      tx,
      `UPDATE report_sending SET lease_token = ?, lease_until = ? WHERE id IN (${placeholders(ids)})`,
      [token, until, ...ids],
    );
    const robots: Raw[] = await tx.query(
      `SELECT id, robot, version FROM report WHERE id IN (${placeholders(rows)})`,
      rows.map(({ report_id }) => String(report_id)),
    );
    const reportOf = new Map(robots.map((report) => [String(report.id), report]));
    return rows.map((row): HeldSending => {
      const { robot = null, version } = reportOf.get(String(row.report_id)) ?? {};
      return {
        id: String(row.id),
        reportId: String(row.report_id),
        target: row.target === 'person' ? 'person' : 'robot',
        targetId: String(row.target_id),
        title: String(row.title),
        text: String(row.text),
        attempt: Number(row.attempt),
        dueAt: Number(row.set_for),
        robot: robot === null ? null : String(robot),
        version: Number(version),
      };
    });
  }

  /**
   * Marks the sending as under way before its first byte. @returns false if the lease is no longer ours, or if its report has changed or may not be
   * sent.
   */
  async leaves(
    tx: EntityManager,
    token: string,
    { id, version }: Pick<HeldSending, 'id' | 'version'>,
  ): Promise<boolean> {
    const met = await changedBy(
      tx,
      `UPDATE report_sending SET state = 'sending', attempt = attempt + 1 WHERE id = ? AND lease_token = ? AND state IN ('due', 'sending')
         AND report_id IN (SELECT w.id FROM report w WHERE w.version = ? AND ${GOES_OUT})`,
      [id, token, version],
    );
    return met > 0;
  }

  /** Records the result; writes nothing if the lease is no longer ours, or if it would be retried but has ended since. */
  async record(
    tx: EntityManager,
    token: string,
    id: string,
    { state, reason, answer, nextAt }: Outcome,
  ): Promise<void> {
    await changedBy(
      tx,
      `UPDATE report_sending SET state = ?, reason = ?, answer = ?, next_at = ?, sent_at = ?, lease_token = NULL, lease_until = NULL
       WHERE id = ? AND lease_token = ?${state === 'due' ? " AND state IN ('due', 'sending')" : ''}`,
      [state, reason, answer?.slice(0, 500) ?? null, nextAt, state === 'sent' ? clock.now() : null, id, token],
    );
  }
}
