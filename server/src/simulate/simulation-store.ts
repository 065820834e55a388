import { fromFen } from '@dingdee/shared/money';
import {
  DIFFERENCES,
  type Difference,
  SIMULATED_TABLES,
  SIMULATION_STATES,
  type SimulatedBillQuery,
  type SimulationState,
  type StartSimulation,
} from '@dingdee/shared/simulation';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import * as z from 'zod/mini';
import { readFen, readInt } from '../database/columns.js';
import { changedBy, Database } from '../database/database.js';
import { ownKey } from '../database/lease-token.js';
import { insertRows } from '../database/rows.js';
import { type StoredSums, storedSums } from './period-sums.js';
import { SimulationNotFoundError, SimulationRunningError } from './simulate.errors.js';
import { SimulationBillRow, SimulationRow } from './simulation.entity.js';
import { KEPT_MS, RUN_LEASE_MS } from './simulation-times.js';

const told = z.object({
  reasons: z.array(z.string()),
  changes: z.array(
    z.object({
      row: z.int(),
      label: z.string(),
      kind: z.nullable(z.string()),
      before: z.nullable(z.string()),
      after: z.nullable(z.string()),
    }),
  ),
  /** Number of changes that are not stored. */
  more: z.int(),
});
export type ToldBill = z.infer<typeof told>;

/** A bill with a difference. */
export interface DifferentBill {
  billId: string;
  kind: Difference;
  before: bigint | null;
  after: bigint | null;
  told: ToldBill;
}

export interface NewRun extends Pick<StartSimulation, 'tables' | 'from' | 'to'> {
  schemeId: string;
  version: number;
  draft: boolean;
  total: number;
  by: string;
  sums: StoredSums;
}

export interface StoredRun extends NewRun {
  id: string;
  state: SimulationState;
  done: number;
  startedAt: number;
  endedAt: number | null;
  expiresAt: number;
}

/** Handle of a run: only its holder writes to it. */
export interface Held {
  id: string;
  token: string;
}

interface Row {
  [column: string]: unknown;
}

const COLUMNS = `id, scheme_id, scheme_version, draft, tables_as, from_day, to_day, state, done, total, result, created_by, created_at, ended_at,
 expires_at, lease_until`;
const ENDS = 'running_scheme = NULL, lease_until = NULL, ended_at = ?';

/** The only writer of simulation and simulation_bill. */
@Injectable()
export class SimulationStore {
  constructor(private readonly db: Database) {}

  /** Begins a run; one per scheme at a time. Earlier results are deleted by the next housekeeping. @throws SimulationRunningError */
  async begin(tx: EntityManager, run: NewRun): Promise<Held> {
    const now = Date.now();
    await changedBy(
      tx,
      `UPDATE simulation SET state = 'failed', ${ENDS} WHERE running_scheme = ? AND lease_until < ?`,
      [now, run.schemeId, now],
    );
    const under: unknown[] = await tx.query('SELECT id FROM simulation WHERE running_scheme = ?', [run.schemeId]);
    if (under.length > 0) throw new SimulationRunningError();
    await changedBy(tx, 'UPDATE simulation SET expires_at = ? WHERE scheme_id = ? AND expires_at > ?', [
      now,
      run.schemeId,
      now,
    ]);
    const held = { id: uuid(), token: ownKey() };
    const row = {
      id: held.id,
      scheme_id: run.schemeId,
      running_scheme: run.schemeId,
      scheme_version: run.version,
      draft: run.draft,
      tables_as: run.tables,
      from_day: run.from,
      to_day: run.to,
      state: 'running',
      done: 0,
      total: run.total,
      result: JSON.stringify(run.sums),
      created_by: run.by,
      created_at: now,
      expires_at: now + KEPT_MS,
      lease_token: held.token,
      lease_until: now + RUN_LEASE_MS,
    };
    await insertRows(tx, SimulationRow, [row]);
    return held;
  }

  /**
   * Writes sums and bills in one transaction, so that a reader sees both or neither.
   * @param from seq of the first of `bills`. @param end final state; null while the run goes on.
   * @returns false if this process no longer holds the run, e.g. because a person stopped it.
   */
  note(
    { id, token }: Held,
    { done, sums }: { done: number; sums: StoredSums },
    bills: readonly DifferentBill[],
    from: number,
    end: Exclude<SimulationState, 'running'> | null = null,
  ): Promise<boolean> {
    return this.db.inTransaction(async (tx) => {
      const now = Date.now();
      const mine = "WHERE id = ? AND lease_token = ? AND state = 'running'";
      const kept = await changedBy(tx, `UPDATE simulation SET done = ?, result = ?, lease_until = ? ${mine}`, [
        done,
        JSON.stringify(sums),
        now + RUN_LEASE_MS,
        id,
        token,
      ]);
      if (kept === 0) return false;
      await insertRows(
        tx,
        SimulationBillRow,
        bills.map((bill, at) => ({
          simulation_id: id,
          seq: from + at,
          bill_id: bill.billId,
          kind: bill.kind,
          before_fen: bill.before,
          after_fen: bill.after,
          told: JSON.stringify(bill.told),
        })),
      );
      if (end !== null) await changedBy(tx, `UPDATE simulation SET state = ?, ${ENDS} ${mine}`, [end, now, id, token]);
      return true;
    });
  }

  /** Ends a run after an error of ours, or when its process stops. */
  async giveUp({ id, token }: Held, state: 'failed' | 'stopped'): Promise<void> {
    await this.db.inTransaction((tx) =>
      changedBy(tx, `UPDATE simulation SET state = ?, ${ENDS} WHERE id = ? AND lease_token = ? AND state = 'running'`, [
        state,
        Date.now(),
        id,
        token,
      ]),
    );
  }

  /** Stops a run for a person, in whichever process it runs. */
  async stop(id: string): Promise<void> {
    await this.db.inTransaction((tx) =>
      changedBy(tx, `UPDATE simulation SET state = 'stopped', ${ENDS} WHERE id = ? AND state = 'running'`, [
        Date.now(),
        id,
      ]),
    );
  }

  /** @throws SimulationNotFoundError */
  async get(id: string): Promise<StoredRun> {
    const [row] = await this.db.query<Row>(`SELECT ${COLUMNS} FROM simulation WHERE id = ?`, [id]);
    if (!row) throw new SimulationNotFoundError();
    return runOf(row);
  }

  async latest(schemeId: string): Promise<StoredRun | null> {
    const [row] = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM simulation WHERE scheme_id = ? ORDER BY created_at DESC, id DESC LIMIT 1`,
      [schemeId],
    );
    return row ? runOf(row) : null;
  }

  /** Returns the newest run that came to its end. */
  async latestDone(schemeId: string): Promise<StoredRun | null> {
    const [row] = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM simulation WHERE scheme_id = ? AND state = 'done' ORDER BY created_at DESC, id DESC LIMIT 1`,
      [schemeId],
    );
    return row ? runOf(row) : null;
  }

  /** Returns a page of bills, in the order of the run. */
  async bills(
    id: string,
    { kind, cursor, limit }: Pick<SimulatedBillQuery, 'kind' | 'cursor' | 'limit'>,
  ): Promise<{ rows: (DifferentBill & { seq: number })[]; total: number }> {
    const of = `simulation_id = ?${kind === undefined ? '' : ' AND kind = ?'}`;
    const parameters = kind === undefined ? [id] : [id, kind];
    const [counted] = await this.db.query<{ n: unknown }>(
      `SELECT COUNT(*) AS n FROM simulation_bill WHERE ${of}`,
      parameters,
    );
    const rows = await this.db.query<Row>(
      `SELECT seq, bill_id, kind, before_fen, after_fen, told FROM simulation_bill WHERE ${of} AND seq > ? ORDER BY seq LIMIT ?`,
      [...parameters, Number(cursor ?? -1), limit],
    );
    return {
      total: readInt(counted?.n),
      rows: rows.map((row) => ({
        seq: readInt(row.seq),
        billId: String(row.bill_id),
        kind: DIFFERENCES.find((each) => each === row.kind) ?? 'differs',
        before: row.before_fen == null ? null : readFen(row.before_fen),
        after: row.after_fen == null ? null : readFen(row.after_fen),
        told: told.parse(JSON.parse(String(row.told))),
      })),
    };
  }
}
export const amountOf = (fen: bigint | null) => (fen === null ? null : fromFen(fen));

function runOf(row: Row): StoredRun {
  const state = SIMULATION_STATES.find((each) => each === row.state) ?? 'failed';
  return {
    id: String(row.id),
    schemeId: String(row.scheme_id),
    version: readInt(row.scheme_version),
    draft: readInt(row.draft) === 1,
    tables: SIMULATED_TABLES.find((each) => each === row.tables_as) ?? 'cited',
    from: String(row.from_day),
    to: String(row.to_day),
    // The lease ran out: no process works on the run any more.
    state: state === 'running' && readInt(row.lease_until) < Date.now() ? 'failed' : state,
    done: readInt(row.done),
    total: readInt(row.total),
    sums: storedSums.parse(JSON.parse(String(row.result))),
    by: String(row.created_by),
    startedAt: readInt(row.created_at),
    endedAt: row.ended_at == null ? null : readInt(row.ended_at),
    expiresAt: readInt(row.expires_at),
  };
}
