import {
  type DatasetFilter,
  datasetFilter,
  EXPORT_FAILURES,
  EXPORT_FORMATS,
  EXPORT_STATES,
  type ExportFailure,
  type ExportFormat,
  type ExportState,
} from '@dingdee/shared/data-export';
import { DATASETS, type DatasetCode } from '@dingdee/shared/dataset';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import * as z from 'zod/mini';
import { lockMember } from '../../access/member/members.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { fenToColumn, readFen, readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { ownKey } from '../../database/lease-token.js';
import { insertRows } from '../../database/rows.js';
import { DataExportRow } from './data-export.entity.js';
import { ExportKeptError, ExportNotFoundError, ExportTooManyError } from './export.errors.js';
import { exportFile } from './export-folder.js';
import { EXPORT_LEASE_MS, UNDER_WAY } from './export-times.js';

/** Exports that one person may have under way at a time. */
const MOST_UNDER_WAY = 3;
/** Exports that one person may have, finished and not expired, or under way. */
const MOST_KEPT = 20;
const MOST_BYTES = 2_000_000_000;
const MOST_LISTED = 100;

export interface NewExport {
  dataset: DatasetCode;
  format: ExportFormat;
  filter: DatasetFilter;
  columns: readonly string[];
  fullAccounts: boolean;
  total: number;
  name: string;
  by: string;
  keptMs: number;
}
export interface StoredExport extends NewExport {
  id: string;
  byName: string;
  state: ExportState;
  /** Reason of a failed export; else null. */
  failure: ExportFailure | null;
  done: number;
  sum: bigint | null;
  bytes: number;
  file: string;
  startedAt: number;
  endedAt: number | null;
  expiresAt: number;
}
/** Handle of an export: only its holder writes to it. */
export interface Held {
  id: string;
  token: string;
}

interface Row {
  [column: string]: unknown;
}
const COLUMNS = `e.id, e.dataset, e.format, e.filter_as, e.column_keys, e.full_accounts, e.state, e.failure, e.done, e.total, e.sum_fen, e.bytes, e.name, e.created_by,
 m.name AS by_name, e.created_at, e.ended_at, e.expires_at, e.lease_until`;
const texts = z.array(z.string());

/** The only writer of data_export. */
@Injectable()
export class ExportStore {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'EXPORT_DIR' | 'DATABASE_URL'>,
  ) {}

  /** @throws ExportTooManyError, ExportKeptError */
  async begin(tx: EntityManager, asked: NewExport): Promise<Held> {
    const now = Date.now();
    // Locks the person's row, so that parallel requests are counted one after the other.
    await lockMember(tx, asked.by);
    const there: Row[] = await tx.query(
      `SELECT state, bytes FROM data_export WHERE created_by = ? AND ((${UNDER_WAY} AND lease_until >= ?) OR (state = 'done' AND expires_at >= ?))`,
      [asked.by, now, now],
    );
    if (there.filter(({ state }) => state !== 'done').length >= MOST_UNDER_WAY)
      throw new ExportTooManyError(MOST_UNDER_WAY);
    const bytes = there.reduce((sum, row) => sum + readInt(row.bytes), 0);
    if (there.length >= MOST_KEPT || bytes >= MOST_BYTES) throw new ExportKeptError(MOST_KEPT, MOST_BYTES);
    const held = { id: uuid(), token: ownKey() };
    const row = {
      id: held.id,
      dataset: asked.dataset,
      format: asked.format,
      filter_as: JSON.stringify(asked.filter),
      column_keys: JSON.stringify(asked.columns),
      full_accounts: asked.fullAccounts,
      state: 'waiting',
      done: 0,
      total: asked.total,
      bytes: 0,
      name: asked.name,
      created_by: asked.by,
      created_at: now,
      expires_at: now + asked.keptMs,
      lease_token: held.token,
      lease_until: now + EXPORT_LEASE_MS,
    };
    await insertRows(tx, DataExportRow, [row]);
    return held;
  }

  /** Writes the progress and renews the lease. @returns false if the lease is lost: a person stopped it. */
  async note({ id, token }: Held, done: number): Promise<boolean> {
    const kept = await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE data_export SET state = 'running', done = ?, lease_until = ? WHERE id = ? AND lease_token = ? AND ${UNDER_WAY}`,
        [done, Date.now() + EXPORT_LEASE_MS, id, token],
      ),
    );
    return kept > 0;
  }

  /** Renews the lease while the export waits, or writes nothing for a while. */
  async renew({ id, token }: Held): Promise<void> {
    await this.db.inTransaction((tx) =>
      changedBy(tx, `UPDATE data_export SET lease_until = ? WHERE id = ? AND lease_token = ? AND ${UNDER_WAY}`, [
        Date.now() + EXPORT_LEASE_MS,
        id,
        token,
      ]),
    );
  }

  /** Marks the export as done. @returns false if a person stopped it meanwhile. */
  async finish(
    { id, token }: Held,
    { rows, sum, bytes }: { rows: number; sum: bigint | null; bytes: number },
  ): Promise<boolean> {
    const kept = await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE data_export SET state = 'done', done = ?, sum_fen = ?, bytes = ?, ended_at = ?, lease_until = NULL WHERE id = ? AND lease_token = ? AND ${UNDER_WAY}`,
        [rows, sum === null ? null : fenToColumn(sum), bytes, Date.now(), id, token],
      ),
    );
    return kept > 0;
  }

  /** Ends an export that is under way: after an error, with its process, or because a person stopped it, in whichever process it runs. */
  async end(id: string, state: 'failed' | 'stopped', failure: ExportFailure | null = null): Promise<void> {
    await this.db.inTransaction((tx) =>
      changedBy(
        tx,
        `UPDATE data_export SET state = ?, failure = ?, ended_at = ?, lease_until = NULL WHERE id = ? AND ${UNDER_WAY}`,
        [state, failure, Date.now(), id],
      ),
    );
  }

  /** Lets the export expire now. @returns false if it is under way, or had expired before. */
  async discard(tx: EntityManager, id: string): Promise<boolean> {
    const now = Date.now();
    const over = `UPDATE data_export SET expires_at = ? WHERE id = ? AND expires_at >= ? AND NOT (${UNDER_WAY})`;
    return (await changedBy(tx, over, [now - 1, id, now])) > 0;
  }

  /** @throws ExportNotFoundError */
  async get(id: string): Promise<StoredExport> {
    const [row] = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM data_export e LEFT JOIN member m ON m.user_id = e.created_by WHERE e.id = ?`,
      [id],
    );
    if (!row) throw new ExportNotFoundError();
    return storedOf(row, this.settings);
  }

  /** Lists exports, the newest first. @param by only of this person; null: of everybody. */
  async list(by: string | null): Promise<StoredExport[]> {
    const where = by === null ? '' : ' WHERE e.created_by = ?';
    const rows = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM data_export e LEFT JOIN member m ON m.user_id = e.created_by${where} ORDER BY e.created_at DESC, e.id DESC LIMIT ${MOST_LISTED}`,
      by === null ? [] : [by],
    );
    return rows.map((row) => storedOf(row, this.settings));
  }
}

function storedOf(row: Row, settings: Pick<Settings, 'EXPORT_DIR' | 'DATABASE_URL'>): StoredExport {
  const state = EXPORT_STATES.find((each) => each === row.state) ?? 'failed';
  const format = EXPORT_FORMATS.find((each) => each === row.format) ?? 'csv';
  const underWay = state === 'waiting' || state === 'running';
  const left = underWay && readInt(row.lease_until) < Date.now();
  const [startedAt, expiresAt] = [readInt(row.created_at), readInt(row.expires_at)];
  return {
    id: String(row.id),
    dataset: DATASETS.find((each) => each === row.dataset) ?? 'bills',
    format,
    filter: datasetFilter.parse(JSON.parse(String(row.filter_as))),
    columns: texts.parse(JSON.parse(String(row.column_keys))),
    fullAccounts: readInt(row.full_accounts) === 1,
    // The lease ran out: no process works on it any more.
    state: left ? 'failed' : state,
    failure: left ? 'ended' : (EXPORT_FAILURES.find((each) => each === row.failure) ?? null),
    done: readInt(row.done),
    total: readInt(row.total),
    sum: row.sum_fen == null ? null : readFen(row.sum_fen),
    bytes: readInt(row.bytes),
    file: exportFile(settings, String(row.id), format),
    name: String(row.name),
    by: String(row.created_by),
    byName: String(row.by_name ?? row.created_by),
    startedAt,
    endedAt: row.ended_at == null ? null : readInt(row.ended_at),
    expiresAt,
    keptMs: expiresAt - startedAt,
  };
}
