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

/** What is to go out at one moment. */
export interface Ready {
  card: Card;
  /** Exactly what a group or a person reads. */
  text: string;
  /** Of the list behind it, in full; null where no public address is set. */
  link: string | null;
}

/** One message in the hands of this process. */
export interface HeldSending {
  id: string;
  reportId: string;
  target: 'robot' | 'person';
  targetId: string;
  title: string;
  text: string;
  /** How often it has left. */
  attempt: number;
  dueAt: number;
  /** Sealed; of a robot. */
  robot: string | null;
  /** Of its report, when it was claimed. */
  version: number;
}

export interface Outcome {
  state: SendingState;
  reason: SendingReason | null;
  answer: string | null;
  nextAt: number | null;
}

/** What goes out: written before it is sent, leased while it is out, and what came of it. */
@Injectable()
export class ReportSendings {
  constructor(
    private readonly db: Database,
    private readonly wakes: Wakes,
  ) {}

  /** Reports whose time has come. */
  async due(): Promise<StoredReport[]> {
    const rows = await this.db.query<Raw>(
      `SELECT ${REPORT_COLUMNS} FROM report w WHERE ${GOES_OUT} AND w.next_at <= ? ORDER BY w.next_at LIMIT 50`,
      [clock.now()],
    );
    return rows.map(storedReport);
  }

  /**
   * Writes down one time of a report and goes on to its next, both or neither: of several processes one writes it. A time that is written
   * down already, because a clock was set back, is not written again.
   * @param ready what is sent; null: nothing, and `reason` says why, or it was no time of it.
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

  /** @returns the id of what is written down for this moment of a report. */
  async written(tx: EntityManager, reportId: string, dueAt: number): Promise<string | null> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const [row]: Raw[] = await tx.query(`SELECT id FROM report_sending WHERE report_id = ? AND set_for = ?${lock}`, [
      reportId,
      dueAt,
    ]);
    return row === undefined ? null : String(row.id);
  }

  /**
   * What is written down of a report that is changed, stopped or taken away goes nowhere any more: its words were for whom it was then.
   * Of what may have come nobody knows; who has it out still says what came of it, by its lease.
   */
  async end(tx: EntityManager, reportId: string): Promise<void> {
    // In this order: MySQL reads what it has just set.
    await changedBy(
      tx,
      `UPDATE report_sending SET reason = CASE WHEN state = 'due' AND COALESCE(reason, '') <> 'no-answer' THEN 'changed' ELSE 'no-answer' END,
         state = CASE WHEN state = 'due' AND COALESCE(reason, '') <> 'no-answer' THEN 'missed' ELSE 'unknown' END, next_at = NULL
       WHERE report_id = ? AND state IN ('due', 'sending')`,
      [reportId],
    );
  }

  /** @param by who has it tried; null where it is its time. @returns its id. */
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

  /** What waited so long that its figures are of another time is not sent any more. @returns how many */
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

  /** Leases what is due and still goes out; one that was leaving when its lease ran out comes back too: it may be said twice, it is not left unsaid. */
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

  /** It leaves now: written down before its first byte. @returns false where the lease is not ours any more, or its report is another one or does not go out since. */
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

  /** What came of one; nothing is written where the lease is not ours any more, or where it would go again and has ended since. */
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
