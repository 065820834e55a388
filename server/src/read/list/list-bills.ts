import type {
  BillPage,
  BillQuery,
  BillSummary,
  CreateSelection,
  ReasonGroups,
  RecentByScheme,
  StageQuery,
  StageTotals,
} from '@dingdee/shared/bill';
import { BILL_STATES, type BillStateKind, STAGE_OF, STAGES } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { all, filterCondition, filterStates, wholeCondition } from '../../bill/selection/bill-filter.js';
import { BulkOffers } from '../../bill/selection/bulk-offers.js';
import { shownKey, type Viewer, viewerOf } from '../../bill/selection/clean-groups.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { beijingDate, dayStart } from '../../domain/beijing-time.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { behind, cursorAfter, ORDER_BY } from './bill-order.js';
import { SUMMARY_COLUMNS, toSummary } from './bill-summary.js';
import { toReasonGroups } from './reason-group.js';

type Row = Record<string, unknown>;

const DAY_MS = 86_400_000;
const RECENT_DAYS = 30;
const BOOKED = BILL_STATES.filter((kind) => STAGE_OF[kind] === 'booked');

/** Lists, tabs and groups. Counts and sums are SQL over the whole filter, never over the rows of a page. */
@Injectable()
export class ListBills {
  constructor(
    private readonly db: Database,
    private readonly offers: BulkOffers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** One key-set page. @throws BillRefusedError for a cursor of another order. */
  async page(query: BillQuery, actor: Actor): Promise<BillPage> {
    const now = Date.now();
    const viewer = viewerOf(actor, this.settings);
    const [rows, { count, amount, unknown }] = await Promise.all([
      this.rows(query, now, viewer),
      this.total(wholeCondition(query, now, viewer)),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(toSummary),
      next: last ? cursorAfter(query.sort, last) : null,
      total: count,
      sum: amount,
      ...(unknown === undefined ? {} : { unknown }),
    };
  }

  /** @throws BillNotFoundError */
  async summary(id: string): Promise<BillSummary> {
    const [row] = await this.db.query<Row>(`SELECT ${SUMMARY_COLUMNS} FROM bill WHERE id = ?`, [id]);
    if (!row) throw new BillNotFoundError(id);
    return toSummary(row);
  }

  /** What came in under each scheme in the last 30 days of the calendar (Beijing), today included, and what of it is booked by now. */
  async recentByScheme(now = Date.now()): Promise<RecentByScheme> {
    const [from, to] = [beijingDate(now - (RECENT_DAYS - 1) * DAY_MS), beijingDate(now)];
    const rows = await this.db.query<Row>(
      `SELECT scheme_id, CASE WHEN state_kind IN (${placeholders(BOOKED)}) THEN 1 ELSE 0 END AS done, COUNT(*) AS n,
         ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts
         FROM bill WHERE created_at >= ? GROUP BY scheme_id, done ORDER BY scheme_id, done`,
      [...BOOKED, dayStart(from)],
    );
    const sums = (of: readonly Row[]): CountAndSum => ({
      count: of.reduce((n, row) => n + readInt(row.n), 0),
      amount: fromFen(of.reduce((fen, row) => fen + readFen(row.fen), 0n)),
      ...unknownIn(of.reduce((n, row) => n + readInt(row.unknown_amounts), 0)),
    });
    const items = [...new Set(rows.map((row) => String(row.scheme_id)))].map((schemeId) => {
      const own = rows.filter((row) => row.scheme_id === schemeId);
      return { schemeId, collected: sums(own), booked: sums(own.filter((row) => readInt(row.done) === 1)) };
    });
    return { from, to, items };
  }

  /** The tabs: every bill is in exactly one state, and so in exactly one tab. */
  async stages(query: StageQuery): Promise<StageTotals> {
    const where = query.schemeId === undefined ? '' : ' WHERE scheme_id = ?';
    const rows = await this.db.query<Row>(
      `SELECT state_kind, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill${where} GROUP BY state_kind`,
      query.schemeId === undefined ? [] : [query.schemeId],
    );
    const found = new Map(
      rows.map((row) => [
        String(row.state_kind),
        { n: readInt(row.n), fen: readFen(row.fen), unknown: readInt(row.unknown_amounts) },
      ]),
    );
    const sumOf = (kinds: readonly BillStateKind[]): CountAndSum => {
      const parts = kinds.flatMap((kind) => found.get(kind) ?? []);
      return {
        count: parts.reduce((n, part) => n + part.n, 0),
        amount: fromFen(parts.reduce((fen, part) => fen + part.fen, 0n)),
        ...unknownIn(parts.reduce((n, part) => n + part.unknown, 0)),
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

  async groups(filter: CreateSelection, actor: Actor): Promise<ReasonGroups> {
    const viewer = viewerOf(actor, this.settings);
    const where = wholeCondition(filter, Date.now(), viewer);
    const key = filter.stage === 'review' ? shownKey(viewer) : { sql: 'reason_key', params: [] };
    const rows = await this.db.query<Row>(
      `SELECT reason_rank, ${key.sql} AS group_key, MIN(reason) AS reason, MIN(action) AS action, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts,
       SUM(version) AS versions, MAX(updated_at) AS changed_at
       FROM bill WHERE ${where.sql} GROUP BY reason_rank, group_key`,
      [...key.params, ...where.params],
    );
    const counts = rows.map((row) => ({
      key: String(row.group_key),
      rank: readInt(row.reason_rank),
      reason: row.reason == null ? null : String(row.reason),
      action: String(row.action),
      count: readInt(row.n),
      fen: readFen(row.fen),
      unknown: readInt(row.unknown_amounts),
      versions: readInt(row.versions),
      changedAt: readInt(row.changed_at),
    }));
    const offers = await this.offers.byGroup({ where, group: key }, actor);
    const groups = toReasonGroups(counts, filter.stage, viewer);
    return { items: groups.map((one) => ({ ...one, actions: offers.get(one.key) ?? [] })) };
  }

  private async total(where: SqlCondition): Promise<CountAndSum> {
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill WHERE ${where.sql}`,
      where.params,
    );
    return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
  }

  /** One row more than the page, to know whether another follows. */
  private rows(query: BillQuery, now: number, viewer: Viewer): Promise<Row[]> {
    const where = all([
      filterCondition(query, now, viewer),
      ...(query.cursor ? [behind(query.sort, query.cursor)] : []),
    ]);
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
