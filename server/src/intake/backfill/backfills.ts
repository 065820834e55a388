import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { ProcessHeartbeat } from '../../queue/process-heartbeat.js';
import { Backfill } from '../quarantine/backfill.entity.js';
import { BackfillNotFoundError, BackfillRunningError } from './backfill.errors.js';
import type { LaunchDays } from './launch-days.js';

/** A back-fill of one scheme as its worker needs it. */
export interface RunningBackfill {
  id: string;
  batchId: string;
  schemeId: string;
  range: LaunchDays;
  listedUntil: string | null;
  sliceDays: number;
}

/** A scheme of which a back-fill begins, and what it may cost. */
export interface StartedScheme {
  id: string;
  formName: string;
  sliceDays: number;
  calls: number;
}

/** What one piece of work brought. */
export interface Progress {
  calls: number;
  ms: number;
  known: number;
  leftOut: number;
  unread: number;
}

interface Row {
  [column: string]: unknown;
}

/** The record of every back-fill: what was asked for, how far it came, why it stands still. */
@Injectable()
export class Backfills {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
    private readonly audit: AuditLog,
    private readonly processes: ProcessHeartbeat,
  ) {}

  /** @returns the id of the batch. @throws BackfillRunningError where one of the schemes has one under way. */
  start(range: LaunchDays, schemes: readonly StartedScheme[], by: Actor): Promise<string> {
    return this.db.inTransaction(async (tx) => (await this.open(tx, range, schemes, by)).batchId);
  }

  /** @returns the batch, and its back-fill of the first scheme. @param over there is nothing to list: what comes later is put into it. */
  async open(
    tx: EntityManager,
    range: LaunchDays,
    schemes: readonly StartedScheme[],
    by: Actor,
    over = false,
  ): Promise<{ batchId: string; backfillId: string }> {
    const batchId = uuid();
    const rows = schemes.map((scheme) => ({ ...scheme, rowId: uuid() }));
    if (!over) await this.mustBeFree(tx, schemes);
    const now = Date.now();
    await insertRows(
      tx,
      Backfill,
      rows.map(({ rowId, id, sliceDays, calls }) => ({
        id: rowId,
        batch_id: batchId,
        scheme_id: id,
        running_scheme: over ? null : id,
        from_day: range.from,
        to_day: range.to,
        slice_days: sliceDays,
        state: over ? 'done' : 'running',
        started_by: by.userId,
        started_by_name: by.name.slice(0, 120),
        started_at: now,
        updated_at: now,
        estimated_calls: calls,
        calls: 0,
        work_ms: 0,
        known: 0,
        left_out: 0,
        unread: 0,
        look_due: 0,
      })),
    );
    if (!over) await this.tell(tx, 'back-fill', batchId, range, by, schemes.map(({ formName }) => formName).join('、'));
    return { batchId, backfillId: rows[0]?.rowId ?? '' };
  }

  /** A person stops it: what was read stays. May be said twice. @throws BackfillNotFoundError */
  stop(batchId: string, by: Actor): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const range = await this.rangeOf(tx, batchId);
      const met = await changedBy(
        tx,
        `UPDATE backfill SET state = 'stopped', running_scheme = NULL, problem = NULL, look_due = 1, updated_at = ? WHERE batch_id = ? AND state = 'running'`,
        [Date.now(), batchId],
      );
      if (met > 0) await this.tell(tx, 'back-fill-stopped', batchId, range, by);
    });
  }

  /** Goes on where it broke off. @throws BackfillNotFoundError, BackfillRunningError */
  resume(batchId: string, by: Actor): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const range = await this.rangeOf(tx, batchId);
      const rows: Row[] = await tx.query(
        `SELECT f.scheme_id AS id, s.form_name FROM backfill f JOIN scheme s ON s.id = f.scheme_id
         WHERE f.batch_id = ? AND f.state IN ('stopped', 'failed')`,
        [batchId],
      );
      const schemes = rows.map((row) => ({ id: String(row.id), formName: String(row.form_name) }));
      await this.mustBeFree(tx, schemes);
      await changedBy(
        tx,
        `UPDATE backfill SET state = 'running', running_scheme = scheme_id, problem = NULL, updated_at = ?
         WHERE batch_id = ? AND state IN ('stopped', 'failed')`,
        [Date.now(), batchId],
      );
      if (schemes.length > 0) await this.tell(tx, 'back-fill-resumed', batchId, range, by);
    });
  }

  /** The schemes of a batch that stands still and what is still to be listed of each. */
  async standing(batchId: string): Promise<RunningBackfill[]> {
    const rows = await this.db.query<Row>(`${SELECT} WHERE batch_id = ? AND state IN ('stopped', 'failed')`, [batchId]);
    return rows.map(toRunning);
  }

  /** The next that nobody is doing, ours from now on; null where there is none. */
  claim(): Promise<RunningBackfill | null> {
    const living = this.processes.live.filter((id) => id !== this.processes.id);
    const free = living.length === 0 ? '' : ` AND (process_id IS NULL OR process_id NOT IN (${placeholders(living)}))`;
    return this.db.inTransaction(async (tx) => {
      const rows: Row[] = await tx.query(
        `${SELECT} WHERE state = 'running'${free} ORDER BY started_at, id LIMIT 1${this.db.dialect === 'mysql' ? ' FOR UPDATE' : ''}`,
        living,
      );
      const [row] = rows;
      if (!row) return null;
      await tx.query('UPDATE backfill SET process_id = ? WHERE id = ?', [this.processes.id, row.id]);
      return toRunning(row);
    });
  }

  /** Whether it shall still go on: a person may have stopped it anywhere. */
  async goesOn(id: string): Promise<boolean> {
    const rows = await this.db.query("SELECT id FROM backfill WHERE id = ? AND state = 'running' AND process_id = ?", [
      id,
      this.processes.id,
    ]);
    return rows.length > 0;
  }

  /** A piece is listed and read: whatever happens, it is not listed again. */
  async advance(id: string, listedUntil: string, done: Progress): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await tx.query('UPDATE backfill SET listed_until = ? WHERE id = ?', [listedUntil, id]);
      await this.add(tx, id, done);
    });
  }

  /** What was spent on a piece that is not through. */
  async spent(id: string, done: Progress): Promise<void> {
    await this.db.inTransaction((tx) => this.add(tx, id, done));
  }

  /** It ends, for now or for good, unless a person stopped it already; Kingdee is asked about what has come. */
  async end(id: string, state: 'stopped' | 'done' | 'failed', problem: string | null): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await changedBy(
        tx,
        `UPDATE backfill SET state = ?, running_scheme = NULL, process_id = NULL, problem = ?, look_due = 1, updated_at = ? WHERE id = ? AND state = 'running'`,
        [state, problem?.slice(0, 500) ?? null, Date.now(), id],
      );
      await this.live.emit(tx, 'run', [id]);
    });
  }

  async rangeOf(tx: EntityManager, batchId: string): Promise<LaunchDays> {
    const rows: Row[] = await tx.query('SELECT from_day, to_day FROM backfill WHERE batch_id = ? LIMIT 1', [batchId]);
    const [row] = rows;
    if (!row) throw new BackfillNotFoundError(batchId);
    return { from: String(row.from_day), to: String(row.to_day) };
  }

  private async add(tx: EntityManager, id: string, { calls, ms, known, leftOut, unread }: Progress): Promise<void> {
    await tx.query(
      `UPDATE backfill SET calls = calls + ?, work_ms = work_ms + ?, known = known + ?, left_out = left_out + ?, unread = unread + ?, updated_at = ? WHERE id = ?`,
      [calls, ms, known, leftOut, unread, Date.now(), id],
    );
    await this.live.emit(tx, 'run', [id]);
  }

  private async mustBeFree(tx: EntityManager, schemes: readonly { id: string; formName: string }[]): Promise<void> {
    for (const { id, formName } of schemes) {
      const rows: unknown[] = await tx.query('SELECT id FROM backfill WHERE running_scheme = ?', [id]);
      if (rows.length > 0) throw new BackfillRunningError(formName);
    }
  }

  private async tell(
    tx: EntityManager,
    action: string,
    batchId: string,
    { from, to }: LaunchDays,
    by: Actor,
    name?: string,
  ): Promise<void> {
    await this.audit.append(tx, by, [
      { action, subjectKind: 'run', subjectId: batchId, detail: { from, to, ...(name === undefined ? {} : { name }) } },
    ]);
    await this.live.emit(tx, 'run', [batchId]);
  }
}

const SELECT = 'SELECT id, batch_id, scheme_id, from_day, to_day, listed_until, slice_days FROM backfill';

const toRunning = (row: Row): RunningBackfill => ({
  id: String(row.id),
  batchId: String(row.batch_id),
  schemeId: String(row.scheme_id),
  range: { from: String(row.from_day), to: String(row.to_day) },
  listedUntil: row.listed_until == null ? null : String(row.listed_until),
  sliceDays: readInt(row.slice_days),
});
