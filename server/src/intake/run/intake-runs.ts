import type { IntakeRun, IntakeRunPage, IntakeRunQuery } from '@dingdee/shared/intake';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { ProcessHeartbeat } from '../../queue/process-heartbeat.js';
import { SchemeNotFoundError } from '../../scheme/version/scheme.errors.js';
import { RunCursorError } from './intake.errors.js';
import { IntakeRun as IntakeRunRow } from './intake-run.entity.js';
import { readReasons } from './left-out.js';
import { RunTally } from './run-tally.js';

type RunKind = IntakeRun['kind'];
interface RunRow {
  id: string;
  scheme_id: string;
  scheme_name: string | null;
  kind: RunKind;
  state: IntakeRun['state'];
  started_at: unknown;
  finished_at: unknown;
  seen: unknown;
  created: unknown;
  calls: unknown;
  known: unknown;
  skipped: string;
  failed: string;
  error: string | null;
  lists: unknown;
}

const SELECT = `SELECT r.id, r.scheme_id, s.name AS scheme_name, r.kind, r.state, r.started_at, r.finished_at, r.seen,
 r.created, r.known, r.calls, r.skipped, r.failed, r.error, CASE WHEN r.left_out IS NULL THEN 0 ELSE 1 END AS lists FROM intake_run r LEFT JOIN scheme s ON s.id = r.scheme_id`;
/** Largest expected difference between the clocks of two processes, in ms. */
const CLOCKS_DIFFER_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Time for which a run keeps the approvals that it left out; its counts and sums stay. */
const LISTS_KEPT_MS = 31 * 24 * HOUR_MS;
/** Start of the period that is searched for lists to remove; it only matters that runs are more frequent. */
const LISTS_FROM_MS = 2 * LISTS_KEPT_MS;
const ONLY = {
  all: '1 = 1',
  new: 'r.created > 0',
  failed: "(r.state = 'failed' OR r.failed <> '[]')",
} as const;
const INTERRUPTED = '程序在采集途中停止，这次采集没有做完；已读到的审批都已保存，下次会接着采集。';

/** Records every run: what it saw, what was created, and what it cost. */
@Injectable()
export class IntakeRuns {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
    private readonly processes: ProcessHeartbeat,
  ) {}

  /** Opens a run. @returns its id. @throws SchemeNotFoundError if the scheme was deleted since it was looked up. */
  async open(tx: EntityManager, schemeId: string, kind: RunKind): Promise<string> {
    const id = uuid();
    const lock = this.db.dialect === 'mysql' ? ' LOCK IN SHARE MODE' : '';
    const there: unknown[] = await tx.query(`SELECT id FROM scheme WHERE id = ?${lock}`, [schemeId]);
    if (there.length === 0) throw new SchemeNotFoundError(schemeId);
    await this.dropLists(tx, schemeId);
    await insertRows(tx, IntakeRunRow, [
      {
        id,
        scheme_id: schemeId,
        kind,
        state: 'running',
        started_at: Date.now(),
        seen: 0,
        created: 0,
        known: 0,
        calls: 0,
        skipped: '[]',
        failed: '[]',
        process_id: this.processes.id,
      },
    ]);
    await this.live.emit(tx, 'run', [id]);
    return id;
  }

  /**
   * Opens or continues the record of a scheme's events; there is one record an hour.
   * @returns its id and its counts so far. @throws SchemeNotFoundError
   */
  async openEvents(tx: EntityManager, schemeId: string): Promise<{ id: string; tally: RunTally }> {
    const now = Date.now();
    const hour = now - (now % HOUR_MS);
    const rows: RunRow[] = await tx.query(
      `${SELECT} WHERE r.scheme_id = ? AND r.kind = 'event' AND r.state = 'done' AND r.started_at >= ? ORDER BY r.started_at DESC, r.id DESC LIMIT 1`,
      [schemeId, hour],
    );
    const goOn = "UPDATE intake_run SET state = 'running', process_id = ? WHERE id = ? AND state = 'done'";
    const [last] = rows;
    if (last && (await changedBy(tx, goOn, [this.processes.id, last.id])) > 0) {
      const [own]: { left_out: string | null }[] = await tx.query('SELECT left_out FROM intake_run WHERE id = ?', [
        last.id,
      ]);
      return { id: last.id, tally: RunTally.from(toRun(last), own?.left_out ?? null) };
    }
    return { id: await this.open(tx, schemeId, 'event'), tally: new RunTally() };
  }

  /** Writes the counts so far, in the transaction of the chunk that they count. */
  async progress(tx: EntityManager, id: string, tally: RunTally, createdNow: number): Promise<void> {
    await this.write(tx, id, tally, tally.created + createdNow, null);
  }

  /** Closes a run. @param error why the run ended early, as one sentence; null if it ended well. */
  async close(tx: EntityManager, id: string, tally: RunTally, error: string | null): Promise<void> {
    await this.write(tx, id, tally, tally.created, { state: error === null ? 'done' : 'failed', error });
  }

  /** Marks runs whose process has ended as failed. @returns their number. */
  failInterrupted(): Promise<number> {
    const living = this.processes.live;
    return this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE intake_run SET state = 'failed', finished_at = ?, error = ?
          WHERE state = 'running' AND (process_id IS NULL OR process_id NOT IN (${placeholders(living)}))`,
        [Date.now(), INTERRUPTED, ...living],
      ),
    );
  }

  /** Look-backs name the same approvals every hour, so their lists would fill the table. */
  private dropLists(tx: EntityManager, schemeId: string): Promise<number> {
    const now = Date.now();
    return changedBy(
      tx,
      'UPDATE intake_run SET left_out = NULL WHERE scheme_id = ? AND started_at >= ? AND started_at < ? AND left_out IS NOT NULL',
      [schemeId, now - LISTS_FROM_MS, now - LISTS_KEPT_MS],
    );
  }

  /**
   * Returns when each kind of run of a scheme last started (Unix ms), among runs that ended well or are running. Starts in the
   * future come from a wrong clock and are ignored.
   */
  async lastStarts(schemeId: string): Promise<ReadonlyMap<RunKind, number>> {
    const rows = await this.db.query<{ kind: RunKind; at: unknown }>(
      "SELECT kind, MAX(started_at) AS at FROM intake_run WHERE scheme_id = ? AND state <> 'failed' AND started_at <= ? GROUP BY kind",
      [schemeId, Date.now() + CLOCKS_DIFFER_MS],
    );
    return new Map(rows.map(({ kind, at }) => [kind, Number(at)]));
  }

  /** Returns how often runs of a kind failed after `since`, and when the last of them began (Unix ms). Runs that cost no call are not counted. */
  async brokenOff(schemeId: string, kind: RunKind, since: number): Promise<{ times: number; at: number }> {
    const [row] = await this.db.query<{ times: unknown; at: unknown }>(
      `SELECT COUNT(*) AS times, MAX(started_at) AS at FROM intake_run
        WHERE scheme_id = ? AND kind = ? AND state = 'failed' AND calls > 0 AND started_at > ? AND started_at <= ?`,
      [schemeId, kind, since, Date.now() + CLOCKS_DIFFER_MS],
    );
    return { times: readInt(row?.times ?? 0), at: Number(row?.at ?? 0) };
  }

  /**
   * Returns the calls of runs after `since`, over all schemes, that people asked for and that created no bill, and the start of
   * the first of them (Unix ms; null without one).
   */
  async askedInVain(since: number): Promise<{ calls: number; first: number | null }> {
    const [row] = await this.db.query<{ calls: unknown; first: unknown }>(
      `SELECT SUM(r.calls) AS calls, MIN(r.started_at) AS first FROM intake_run r WHERE r.started_at > ? AND r.created = 0
        AND EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = r.id AND a.subject_kind = 'run' AND a.action = 'start')`,
      [since],
    );
    return { calls: readInt(row?.calls ?? 0), first: row?.first == null ? null : readInt(row.first) };
  }

  /** Returns the calls of the newest finished run of a kind; 0 if there is none. */
  async lastCost(schemeId: string, kind: RunKind): Promise<number> {
    const [row] = await this.db.query<{ calls: unknown }>(
      "SELECT calls FROM intake_run WHERE scheme_id = ? AND kind = ? AND state = 'done' ORDER BY started_at DESC LIMIT 1",
      [schemeId, kind],
    );
    return readInt(row?.calls ?? 0);
  }

  /**
   * Returns whether a run has begun after `latest` in any process. The lock keeps other processes from the same answer until the transaction ends.
   */
  async startedSince(tx: EntityManager, schemeId: string, latest: number): Promise<boolean> {
    if (this.db.dialect === 'mysql') await tx.query('SELECT id FROM scheme WHERE id = ? FOR UPDATE', [schemeId]);
    const rows: unknown[] = await tx.query(
      "SELECT id FROM intake_run WHERE scheme_id = ? AND kind <> 'event' AND state <> 'failed' AND started_at > ? AND started_at <= ? LIMIT 1",
      [schemeId, latest, Date.now() + CLOCKS_DIFFER_MS],
    );
    return rows.length > 0;
  }

  async byIds(ids: readonly string[]): Promise<IntakeRun[]> {
    if (ids.length === 0) return [];
    const marks = ids.map(() => '?').join(', ');
    const rows = await this.db.query<RunRow>(`${SELECT} WHERE r.id IN (${marks})`, [...ids]);
    const found = new Map(rows.map((row) => [row.id, toRun(row)]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** Returns a keyset page, newest run first. @throws RunCursorError */
  async page({ cursor, limit, only, schemeId }: IntakeRunQuery): Promise<IntakeRunPage> {
    const of = `${ONLY[only ?? 'all']}${schemeId === undefined ? '' : ' AND r.scheme_id = ?'}`;
    const scheme = schemeId === undefined ? [] : [schemeId];
    const [from, parameters] = cursor === undefined ? ['', []] : behind(cursor);
    const rows = await this.db.query<RunRow>(
      `${SELECT} WHERE ${of}${from} ORDER BY r.started_at DESC, r.id DESC LIMIT ?`,
      [...scheme, ...parameters, limit + 1],
    );
    const [total] = await this.db.query<{ n: unknown }>(`SELECT COUNT(*) AS n FROM intake_run r WHERE ${of}`, scheme);
    const items = rows.slice(0, limit).map(toRun);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, next: last ? `${last.startedAt}_${last.id}` : null, total: readInt(total?.n) };
  }

  private async write(
    tx: EntityManager,
    id: string,
    tally: RunTally,
    created: number,
    end: { state: IntakeRun['state']; error: string | null } | null,
  ): Promise<void> {
    await changedBy(
      tx,
      `UPDATE intake_run SET seen = ?, created = ?, known = ?, calls = ?, skipped = ?, left_out = ?, failed = ?${
        end ? ', state = ?, error = ?, finished_at = ?' : ''
      } WHERE id = ?`,
      [
        tally.seen,
        created,
        tally.known,
        tally.calls,
        JSON.stringify(tally.skipped),
        tally.leftOut,
        JSON.stringify(tally.failed),
        ...(end ? [end.state, end.error?.slice(0, 500) ?? null, Date.now()] : []),
        id,
      ],
    );
    await this.live.emit(tx, 'run', [id]);
  }
}

function behind(cursor: string): [string, unknown[]] {
  const m = /^(\d{1,16})_([0-9a-f-]{36})$/.exec(cursor);
  if (!m) throw new RunCursorError();
  const at = Number(m[1]);
  return [' AND (r.started_at < ? OR (r.started_at = ? AND r.id < ?))', [at, at, m[2]]];
}

function toRun(row: RunRow): IntakeRun {
  return {
    id: row.id,
    schemeId: row.scheme_id,
    schemeName: row.scheme_name ?? '',
    kind: row.kind,
    state: row.state,
    startedAt: Number(row.started_at),
    finishedAt: row.finished_at === null ? null : Number(row.finished_at),
    seen: readInt(row.seen),
    created: readInt(row.created),
    known: readInt(row.known),
    skipped: readReasons(row.skipped, readInt(row.lists) === 1),
    failed: JSON.parse(row.failed) as IntakeRun['failed'],
    calls: readInt(row.calls),
    error: row.error,
  };
}
