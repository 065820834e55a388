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

/** A back-fill（补采）of one scheme, with what its worker needs. */
export interface RunningBackfill {
  id: string;
  batchId: string;
  schemeId: string;
  range: LaunchDays;
  listedUntil: string | null;
  sliceDays: number;
}

/** A scheme for which a back-fill begins, with its estimated calls. */
export interface StartedScheme {
  id: string;
  formName: string;
  sliceDays: number;
  calls: number;
}

/** The counts of one piece of work. */
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

/** Records every back-fill: what was asked for, how far it came, and why it stopped. */
@Injectable()
export class Backfills {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
    private readonly audit: AuditLog,
    private readonly processes: ProcessHeartbeat,
  ) {}

  /** Starts a batch. @returns its id. @throws BackfillRunningError if one of the schemes already has a running back-fill. */
  start(range: LaunchDays, schemes: readonly StartedScheme[], by: Actor): Promise<string> {
    return this.db.inTransaction(async (tx) => (await this.open(tx, range, schemes, by)).batchId);
  }

  /**
   * Writes a batch. @returns its id, and the id of the back-fill of its first scheme. @param over whether there is nothing to
   * list; later approvals are put into the batch.
   */
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

  /** Stops a batch on a person's request; approvals that were read stay. Idempotent. @throws BackfillNotFoundError */
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

  /** Resumes a batch where it stopped. @throws BackfillNotFoundError, BackfillRunningError */
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

  /** Returns the stopped or failed back-fills of a batch, with what is still to be listed of each. */
  async standing(batchId: string): Promise<RunningBackfill[]> {
    const rows = await this.db.query<Row>(`${SELECT} WHERE batch_id = ? AND state IN ('stopped', 'failed')`, [batchId]);
    return rows.map(toRunning);
  }

  /** Tells whether a back-fill is to be worked on, without a transaction, because most of the time none is. */
  async anyRunning(): Promise<boolean> {
    const rows = await this.db.query("SELECT id FROM backfill WHERE state = 'running' LIMIT 1");
    return rows.length > 0;
  }

  /** Claims the next back-fill that no live process works on; null if there is none. */
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

  /** Returns whether the back-fill is still running and ours; a person may have stopped it from any process. */
  async goesOn(id: string): Promise<boolean> {
    const rows = await this.db.query("SELECT id FROM backfill WHERE id = ? AND state = 'running' AND process_id = ?", [
      id,
      this.processes.id,
    ]);
    return rows.length > 0;
  }

  /** Records that a piece is listed and read, so that it is never listed again. */
  async advance(id: string, listedUntil: string, done: Progress): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await tx.query('UPDATE backfill SET listed_until = ? WHERE id = ?', [listedUntil, id]);
      await this.add(tx, id, done);
    });
  }

  /** Adds what was spent on a piece that is not finished. */
  async spent(id: string, done: Progress): Promise<void> {
    await this.db.inTransaction((tx) => this.add(tx, id, done));
  }

  /** Ends a back-fill, for now or for good, unless a person has stopped it already, and requests a look into Kingdee. */
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
