import type { Finding, QuarantineGroup } from '@dingdee/shared/backfill';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RawApproval } from '../../connectors/source.js';
import { fenToColumn, readFen, readInt, sumOfFen } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';

/** State of a decided approval that is not carried out yet: `releasing` to review, `closing` to 期初. */
export type Underway = 'releasing' | 'closing';

/** An approval in quarantine（隔离区）with the stored answer of DingTalk. */
export interface QuarantinedApproval {
  approvalId: string;
  batchId: string;
  schemeId: string;
  state: 'waiting' | Underway;
  finishedAt: number;
  raw: RawApproval;
  originatorUserId: string;
  originatorName: string;
  kingdeeNo: string | null;
  reason: string;
  /** The person who decided; null while the approval waits for a decision. */
  by: Actor | null;
}

/** A person's own approvals in a batch: those that the person applied for, or that pay one of the person's payee names. */
export interface OwnOnes {
  userId: string;
  payees: readonly string[];
}

/** What a decision covers: number, sum in fen, findings and schemes. */
export interface Ordered {
  count: number;
  fen: bigint;
  findings: ReadonlyMap<Finding, number>;
  schemeIds: readonly string[];
}

interface Row {
  [column: string]: unknown;
}

const IN_GROUP: Readonly<Record<QuarantineGroup, string>> = { found: "finding = 'paid'", look: "finding <> 'paid'" };
/** SQL condition for a person's own approval, about which the person may not decide. Its parameters come from `ownParameters`. */
const isOwn = ({ payees }: OwnOnes): string =>
  `(EXISTS (SELECT 1 FROM approval o WHERE o.id = backfill_item.approval_id AND o.originator_userid = ?)${
    payees.length === 0 ? '' : ` OR backfill_item.payee IN (${placeholders(payees)})`
  })`;
const ownParameters = ({ userId, payees }: OwnOnes): string[] => [userId, ...payees];

/** Reads and moves the rows of the quarantine as people decide about them. */
@Injectable()
export class QuarantineDecisions {
  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Puts waiting approvals under one decision: the approvals in `ids`, or without `ids` the whole group except the person's own. `ordered`
   * returns what was covered; the caller compares it with what was shown and throws if it differs.
   */
  async order(
    tx: EntityManager,
    orderId: string,
    from: { batchId: string; group: QuarantineGroup; ids?: readonly string[]; own: OwnOnes | null },
    to: { state: Underway; by: Actor; reason: string },
  ): Promise<void> {
    const named = from.ids ? ` AND approval_id IN (${placeholders(from.ids)})` : '';
    const others = !from.ids && from.own ? ` AND NOT ${isOwn(from.own)}` : '';
    await changedBy(
      tx,
      `UPDATE backfill_item SET state = ?, order_id = ?, decided_by = ?, decided_by_name = ?, decided_at = ?, reason = ?, note = CASE WHEN finding = 'paid' THEN note ELSE '' END
       WHERE batch_id = ? AND state = 'waiting' AND ${IN_GROUP[from.group]}${named}${others}`,
      [
        to.state,
        orderId,
        to.by.userId,
        to.by.name.slice(0, 120),
        Date.now(),
        to.reason,
        from.batchId,
        ...(from.ids ?? []),
        ...(others === '' || !from.own ? [] : ownParameters(from.own)),
      ],
    );
    await this.live.emit(tx, 'run', [from.batchId]);
  }

  async ordered(tx: EntityManager, orderId: string): Promise<Ordered> {
    const rows: Row[] = await tx.query(
      `SELECT finding, scheme_id, COUNT(*) AS n, ${sumOfFen('total_fen')} AS fen FROM backfill_item WHERE order_id = ? GROUP BY finding, scheme_id`,
      [orderId],
    );
    const findings = new Map<Finding, number>();
    for (const row of rows) {
      const finding = row.finding as Finding;
      findings.set(finding, (findings.get(finding) ?? 0) + readInt(row.n));
    }
    return {
      count: rows.reduce((sum, row) => sum + readInt(row.n), 0),
      fen: rows.reduce((sum, row) => sum + readFen(row.fen), 0n),
      findings,
      schemeIds: [...new Set(rows.map((row) => String(row.scheme_id)))],
    };
  }

  /** Counts the person's own approvals among `ids`. */
  async ownAmong(tx: EntityManager, ids: readonly string[], own: OwnOnes): Promise<number> {
    const rows: Row[] = await tx.query(
      `SELECT COUNT(*) AS n FROM backfill_item WHERE approval_id IN (${placeholders(ids)}) AND ${isOwn(own)}`,
      [...ids, ...ownParameters(own)],
    );
    return readInt(rows[0]?.n);
  }

  /** Returns the payee names of a batch, each once. */
  async payees(batchId: string): Promise<string[]> {
    const rows = await this.db.query<{ payee: string }>(
      "SELECT DISTINCT payee FROM backfill_item WHERE batch_id = ? AND state = 'waiting'",
      [batchId],
    );
    return rows.map(({ payee }) => payee);
  }

  /** Returns the next decided approvals to be carried out, oldest decision first. */
  underway(limit: number): Promise<QuarantinedApproval[]> {
    return this.load("q.state IN ('releasing', 'closing') ORDER BY q.decided_at, q.approval_id LIMIT ?", [limit]);
  }

  /** Returns waiting approvals of a batch as a keyset page by id, with their raw answers. */
  waiting(batchId: string, after: string, limit: number): Promise<QuarantinedApproval[]> {
    return this.load("q.batch_id = ? AND q.state = 'waiting' AND q.approval_id > ? ORDER BY q.approval_id LIMIT ?", [
      batchId,
      after,
      limit,
    ]);
  }

  /** Records the outcome of a decision. @returns false if another process has carried it out already. */
  async settle(
    tx: EntityManager,
    { approvalId, batchId, state }: Pick<QuarantinedApproval, 'approvalId' | 'batchId' | 'state'>,
    to: 'released' | 'opening' | 'gone' | 'waiting',
    note = '',
  ): Promise<boolean> {
    const undecided =
      to === 'waiting' ? ', order_id = NULL, decided_by = NULL, decided_by_name = NULL, decided_at = NULL' : '';
    const noted = note === '' ? '' : ', note = ?';
    const met = await changedBy(
      tx,
      `UPDATE backfill_item SET state = ?${noted}${undecided} WHERE approval_id = ? AND state = ?`,
      [to, ...(note === '' ? [] : [note.slice(0, 500)]), approvalId, state],
    );
    if (met > 0) await this.live.emit(tx, 'run', [batchId]);
    return met > 0;
  }

  /** Writes the findings of a look into Kingdee to the approvals that still wait. */
  async note(
    tx: EntityManager,
    findings: readonly {
      approvalId: string;
      finding: Finding;
      note: string;
      kingdeeNo: string | null;
      payee: string;
      fen: bigint | null;
      /** The form's total is in another currency: it is not added up either. */
      foreign: boolean;
    }[],
  ): Promise<void> {
    for (const { approvalId, finding, note, kingdeeNo, payee, fen, foreign } of findings)
      await tx.query(
        `UPDATE backfill_item SET finding = ?, note = ?, kingdee_no = ?, payee = ?, total_fen = ${foreign ? '?' : 'COALESCE(?, total_fen)'}
         WHERE approval_id = ? AND state = 'waiting'`,
        [
          finding,
          note.slice(0, 500),
          kingdeeNo?.slice(0, 80) ?? null,
          payee.slice(0, 200),
          foreign || fen === null ? null : fenToColumn(fen),
          approvalId,
        ],
      );
  }

  /**
   * Returns the numbers of Kingdee payments that already explain other approvals: approvals that were or are being closed as 期初 with such a
   * number, and waiting approvals of other batches. A payment is made only once, however often Kingdee is asked.
   */
  async spokenFor(batchId: string): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ no: string }>(
      `SELECT DISTINCT kingdee_no AS no FROM backfill_item WHERE kingdee_no IS NOT NULL AND finding = 'paid'
       AND (state IN ('closing', 'opening') OR (state = 'waiting' AND batch_id <> ?))`,
      [batchId],
    );
    return new Set(rows.map(({ no }) => no));
  }

  /** Counts approvals of an order whose payment also explains another approval, which happens after two looks at the same time. */
  async sharing(tx: EntityManager, orderId: string): Promise<number> {
    const rows: Row[] = await tx.query(
      `SELECT COUNT(*) AS n FROM backfill_item q WHERE q.order_id = ? AND q.finding = 'paid' AND q.kingdee_no IS NOT NULL
       AND EXISTS (SELECT 1 FROM backfill_item o WHERE o.kingdee_no = q.kingdee_no AND o.approval_id <> q.approval_id
         AND o.finding = 'paid' AND o.state IN ('waiting', 'closing', 'opening'))`,
      [orderId],
    );
    return readInt(rows[0]?.n);
  }

  /** Requests a look into Kingdee. @returns false if there is no such batch. */
  async lookAgain(batchId: string): Promise<boolean> {
    return this.db.inTransaction(async (tx) => {
      const met = await changedBy(tx, 'UPDATE backfill SET look_due = 1 WHERE batch_id = ?', [batchId]);
      if (met > 0) await this.live.emit(tx, 'run', [batchId]);
      return met > 0;
    });
  }

  /** Returns when Kingdee was last asked about all of a batch, in Unix ms; null if it was never asked. */
  async lookedAt(tx: EntityManager, batchId: string): Promise<number | null> {
    const rows: Row[] = await tx.query('SELECT MIN(COALESCE(looked_at, 0)) AS at FROM backfill WHERE batch_id = ?', [
      batchId,
    ]);
    const at = readInt(rows[0]?.at ?? 0);
    return at === 0 ? null : at;
  }

  /** Returns batches whose listing has ended and for which a look into Kingdee is requested. */
  async dueLooks(): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT DISTINCT batch_id AS id FROM backfill f WHERE look_due > 0
       AND NOT EXISTS (SELECT 1 FROM backfill r WHERE r.batch_id = f.batch_id AND r.state = 'running')`,
    );
    return rows.map(({ id }) => id);
  }

  /** Tells whether a decision or a look waits to be carried out. */
  async anyDue(): Promise<boolean> {
    const [decided] = await this.db.query(
      "SELECT approval_id FROM backfill_item WHERE state IN ('releasing', 'closing') LIMIT 1",
    );
    return decided !== undefined || (await this.dueLooks()).length > 0;
  }

  /** Marks the look as begun before Kingdee is asked, so that a new request during the look is not lost. */
  async beginLook(batchId: string): Promise<void> {
    await this.db.inTransaction((tx) => tx.query('UPDATE backfill SET look_due = 2 WHERE batch_id = ?', [batchId]));
  }

  /** @param problem why Kingdee could not be asked about all approvals of the batch; null if it could. */
  async endLook(tx: EntityManager, batchId: string, problem: string | null): Promise<void> {
    await tx.query(
      'UPDATE backfill SET looked_at = ?, look_problem = ?, look_due = CASE WHEN look_due = 2 THEN 0 ELSE look_due END WHERE batch_id = ?',
      [Date.now(), problem?.slice(0, 500) ?? null, batchId],
    );
    await this.live.emit(tx, 'run', [batchId]);
  }

  private async load(where: string, parameters: unknown[]): Promise<QuarantinedApproval[]> {
    const rows = await this.db.query<Row>(
      `SELECT q.approval_id, q.batch_id, q.scheme_id, q.state, q.finished_at, q.kingdee_no, q.reason, q.decided_by, q.decided_by_name,
       a.raw, a.family, a.process_code, a.process_instance_id, a.originator_userid, a.originator_name
       FROM backfill_item q JOIN approval a ON a.id = q.approval_id WHERE ${where}`,
      parameters,
    );
    return rows.map((row) => ({
      approvalId: String(row.approval_id),
      batchId: String(row.batch_id),
      schemeId: String(row.scheme_id),
      state: row.state === 'releasing' || row.state === 'closing' ? row.state : 'waiting',
      finishedAt: Number(row.finished_at),
      raw: {
        family: row.family === 'topapi' ? 'topapi' : 'v1',
        processCode: String(row.process_code),
        processInstanceId: String(row.process_instance_id),
        text: String(row.raw),
      },
      originatorUserId: String(row.originator_userid),
      originatorName: String(row.originator_name),
      kingdeeNo: row.kingdee_no == null ? null : String(row.kingdee_no),
      reason: String(row.reason),
      by:
        row.decided_by == null
          ? null
          : { userId: String(row.decided_by), name: String(row.decided_by_name ?? ''), roles: [] },
    }));
  }
}

/** SQL shared with the screens: which rows of a batch are in a group, and which are a person's own. */
export const QUARANTINE_SQL = { inGroup: IN_GROUP, isOwn, ownParameters };
