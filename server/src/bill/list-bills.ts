import type {
  BillPage,
  BillQuery,
  BillSummary,
  CreateSelection,
  ReasonGroups,
  StageQuery,
  StageTotals,
} from '@dingdee/shared/bill';
import { BILL_STATES, type BillStateKind, STAGE_OF, STAGES } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import { BillNotFoundError } from './bill.errors.js';
import { all, filterCondition, filterStates, type SqlCondition, wholeCondition } from './bill-filter.js';
import { behind, cursorAfter, ORDER_BY } from './bill-order.js';
import { SUMMARY_COLUMNS, toSummary } from './bill-summary.js';
import { toReasonGroups } from './reason-group.js';

type Row = Record<string, unknown>;

/** Lists, tabs and groups. Counts and sums are SQL over the whole filter, never over the rows of a page. */
@Injectable()
export class ListBills {
  constructor(private readonly db: Database) {}

  /** One key-set page. @throws BillRefusedError for a cursor of another order. */
  async page(query: BillQuery): Promise<BillPage> {
    const now = Date.now();
    const [rows, { count, amount }] = await Promise.all([
      this.rows(query, now),
      this.total(wholeCondition(query, now)),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(toSummary),
      next: last ? cursorAfter(query.sort, last) : null,
      total: count,
      sum: amount,
    };
  }

  /** @throws BillNotFoundError */
  async summary(id: string): Promise<BillSummary> {
    const [row] = await this.db.query<Row>(`SELECT ${SUMMARY_COLUMNS} FROM bill WHERE id = ?`, [id]);
    if (!row) throw new BillNotFoundError(id);
    return toSummary(row);
  }

  /** The tabs: every bill is in exactly one state, and so in exactly one tab. */
  async stages(query: StageQuery): Promise<StageTotals> {
    const where = query.schemeId === undefined ? '' : ' WHERE scheme_id = ?';
    const rows = await this.db.query<Row>(
      `SELECT state_kind, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen FROM bill${where} GROUP BY state_kind`,
      query.schemeId === undefined ? [] : [query.schemeId],
    );
    const found = new Map(rows.map((row) => [String(row.state_kind), { n: readInt(row.n), fen: readFen(row.fen) }]));
    const sumOf = (kinds: readonly BillStateKind[]): CountAndSum => {
      const parts = kinds.flatMap((kind) => found.get(kind) ?? []);
      return {
        count: parts.reduce((n, part) => n + part.n, 0),
        amount: fromFen(parts.reduce((fen, part) => fen + part.fen, 0n)),
      };
    };
    return {
      stages: STAGES.map((stage) => ({
        stage,
        ...sumOf(BILL_STATES.filter((kind) => STAGE_OF[kind] === stage)),
      })),
      collected: sumOf(BILL_STATES),
      states: BILL_STATES.map((state) => ({ state, ...sumOf([state]) })),
    };
  }

  async groups(filter: CreateSelection): Promise<ReasonGroups> {
    const where = wholeCondition(filter, Date.now());
    const rows = await this.db.query<Row>(
      `SELECT reason_rank, reason_key, MIN(reason) AS reason, MIN(action) AS action, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen,
       SUM(version) AS versions, MAX(updated_at) AS changed_at
       FROM bill WHERE ${where.sql} GROUP BY reason_rank, reason_key`,
      where.params,
    );
    const counts = rows.map((row) => ({
      key: String(row.reason_key),
      rank: readInt(row.reason_rank),
      reason: row.reason == null ? null : String(row.reason),
      action: String(row.action),
      count: readInt(row.n),
      fen: readFen(row.fen),
      versions: readInt(row.versions),
      changedAt: readInt(row.changed_at),
    }));
    return { items: toReasonGroups(counts, filter.stage) };
  }

  private async total(where: SqlCondition): Promise<CountAndSum> {
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen FROM bill WHERE ${where.sql}`,
      where.params,
    );
    return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)) };
  }

  /** One row more than the page, to know whether another follows. */
  private rows(query: BillQuery, now: number): Promise<Row[]> {
    const where = all([filterCondition(query, now), ...(query.cursor ? [behind(query.sort, query.cursor)] : [])]);
    const limit = query.limit + 1;
    const order = ORDER_BY[query.sort];
    if (query.sort !== 'waiting') {
      const states = filterStates(query);
      const stage = states ? [{ sql: `state_kind IN (${states.map(() => '?').join(', ')})`, params: [...states] }] : [];
      const whole = all([...stage, where]);
      return this.db.query(
        `SELECT ${SUMMARY_COLUMNS} FROM bill WHERE ${whole.sql} ORDER BY ${order} LIMIT ${limit}`,
        whole.params,
      );
    }
    // One walk along (state_kind, state_since, id) per state, merged: no sort of a whole stage.
    const states = filterStates(query) ?? BILL_STATES;
    const walks = states.map(
      (_, i) =>
        `SELECT * FROM (SELECT ${SUMMARY_COLUMNS} FROM bill WHERE state_kind = ? AND ${where.sql} ORDER BY ${order} LIMIT ${limit}) AS walk${i}`,
    );
    return this.db.query(
      `${walks.join(' UNION ALL ')} ORDER BY ${order} LIMIT ${limit}`,
      states.flatMap((state) => [state, ...where.params]),
    );
  }
}
