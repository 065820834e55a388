import type {
  BillPage,
  BillQuery,
  BillSummary,
  ChoicesQuery,
  CreateSelection,
  GroupQuery,
  ListChoices,
  ReasonGroups,
  RecentByScheme,
  StageQuery,
  StageTotals,
} from '@dingdee/shared/bill';
import { WAITING_STAGES } from '@dingdee/shared/bill';
import { BILL_STATES, type BillStateKind, STAGE_OF, STAGES } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Inject, Injectable } from '@nestjs/common';
import { placesOf } from '../../bill/ledger/approval-splits.js';
import { assignedOf } from '../../bill/ledger/assignment-rows.js';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { ASSIGNEE, personKey, personOfKey } from '../../bill/selection/assigned-condition.js';
import { all, filterCondition, filterStates, wholeCondition } from '../../bill/selection/bill-filter.js';
import { BulkOffers } from '../../bill/selection/bulk-offers.js';
import { shownKey, type Viewer, viewerOf } from '../../bill/selection/clean-groups.js';
import { riskCondition, riskKey } from '../../bill/selection/risk-groups.js';
import { type Found, searchBills } from '../../bill/selection/search-bills.js';
import { sumOfWho } from '../../bill/selection/shown-mark.js';
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
const SORTED_AT_MOST = 5_000;
/** Most departments, or organisations, that are offered. */
const CHOICES = 300;
const waitingStage = (kind: string) => WAITING_STAGES.find((stage) => stage === STAGE_OF[kind as BillStateKind]);
const BOOKED = BILL_STATES.filter((kind) => STAGE_OF[kind] === 'booked');

/** Tells whether the query filters by more than the stage; lists without such a filter are walked along an index per state. */
const isNarrowed = ({ stage: _stage, sort: _sort, limit: _limit, cursor: _cursor, ...filter }: BillQuery): boolean =>
  Object.values(filter).some((one) => one !== undefined);

/** Reads lists, tabs and groups. Counts and sums are SQL over the whole filter, never over the rows of a page. */
@Injectable()
export class ListBills {
  constructor(
    private readonly db: Database,
    private readonly offers: BulkOffers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Returns one keyset page. @throws BillRefusedError for a cursor of another order. */
  async page(query: BillQuery, actor: Actor): Promise<BillPage> {
    const now = Date.now();
    const viewer = viewerOf(actor, this.settings);
    const found = await searchBills(this.db, query.q);
    const [rows, { count, amount, unknown }] =
      found || isNarrowed(query)
        ? await this.found(query, now, viewer, found)
        : await Promise.all([
            this.rows(query, now, viewer, undefined),
            this.total(wholeCondition(query, now, viewer, null)),
          ]);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.placed(shown, viewer),
      next: last ? cursorAfter(query.sort, last) : null,
      total: count,
      sum: amount,
      ...(unknown === undefined ? {} : { unknown }),
    };
  }

  /** Returns one bill as in lists. @throws BillNotFoundError */
  async summary(id: string): Promise<BillSummary> {
    const [row] = await this.db.query<Row>(`SELECT ${SUMMARY_COLUMNS} FROM bill WHERE id = ?`, [id]);
    if (!row) throw new BillNotFoundError(id);
    const [summary] = await this.placed([row]);
    return summary ?? toSummary(row);
  }

  /** Adds to each bill its place among the bills of its approval, and who has it in hand; for a viewer also what the viewer's page needs. */
  private async placed(rows: readonly Row[], viewer: Viewer | null = null): Promise<BillSummary[]> {
    const parts = rows.filter(({ part }) => part !== '').map(({ id }) => String(id));
    const places = await placesOf(this.db.read, parts);
    const inHand = await assignedOf(
      this.db.read,
      rows.map(({ id }) => String(id)),
    );
    const waited = viewer === null ? new Set() : await this.unanswered(rows, viewer);
    const own = viewer === null ? new Set() : await this.own(rows, viewer);
    return rows.map((row) => {
      const part = places.get(String(row.id));
      const assigned = inHand.get(String(row.id));
      return {
        ...toSummary(row),
        ...(own.has(row.id) ? { action: 'by-another' as const } : {}),
        ...(part ? { part } : {}),
        ...(assigned ? { assigned } : {}),
        ...(waited.has(row.id) ? { unansweredSince: readInt(row.state_since) } : {}),
      };
    });
  }

  /** Returns those bills of a page that are ready for approval and for which this person applied: somebody else approves them. */
  private async own(rows: readonly Row[], viewer: Viewer): Promise<Set<unknown>> {
    const ready = rows.filter(({ action }) => action === 'approve').map(({ id }) => id);
    if (ready.length === 0 || viewer.singlePerson) return new Set();
    const mine = riskCondition('own', viewer);
    const found = await this.db.query<Row>(`SELECT id FROM bill WHERE id IN (${placeholders(ready)}) AND ${mine.sql}`, [
      ...ready,
      ...mine.params,
    ]);
    return new Set(found.map(({ id }) => id));
  }

  /** Returns those bills of a page whose applicant has not answered for too long. */
  private async unanswered(rows: readonly Row[], viewer: Viewer): Promise<Set<unknown>> {
    const held = rows.filter(({ state_kind }) => state_kind === 'held').map(({ id }) => id);
    if (held.length === 0) return new Set();
    const late = riskCondition('unanswered', viewer);
    const found = await this.db.query<Row>(`SELECT id FROM bill WHERE id IN (${placeholders(held)}) AND ${late.sql}`, [
      ...held,
      ...late.params,
    ]);
    return new Set(found.map(({ id }) => id));
  }

  /** Returns the bills of approvals that were agreed in the last 30 calendar days (Beijing), today included, per scheme, and how much is booked. */
  async recentByScheme(now = Date.now()): Promise<RecentByScheme> {
    const [from, to] = [beijingDate(now - (RECENT_DAYS - 1) * DAY_MS), beijingDate(now)];
    const rows = await this.db.query<Row>(
      `SELECT scheme_id, CASE WHEN state_kind IN (${placeholders(BOOKED)}) THEN 1 ELSE 0 END AS done, COUNT(*) AS n,
         ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts
         FROM bill WHERE finished_at >= ? GROUP BY scheme_id, done ORDER BY scheme_id, done`,
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
    return { from, to, items, waiting: await this.waitingByScheme() };
  }

  /** Counts the bills under each scheme that wait for a person. */
  private async waitingByScheme(): Promise<RecentByScheme['waiting']> {
    const kinds = BILL_STATES.filter((kind) => waitingStage(kind) !== undefined);
    const rows = await this.db.query<Row>(
      `SELECT scheme_id, state_kind, COUNT(*) AS n FROM bill WHERE state_kind IN (${placeholders(kinds)}) GROUP BY scheme_id, state_kind`,
      kinds,
    );
    const found = new Map<string, RecentByScheme['waiting'][number]>();
    for (const row of rows) {
      const [schemeId, stage] = [String(row.scheme_id), waitingStage(String(row.state_kind))];
      if (stage === undefined) continue;
      const known = found.get(`${stage} ${schemeId}`)?.count ?? 0;
      found.set(`${stage} ${schemeId}`, { schemeId, stage, count: known + readInt(row.n) });
    }
    return [...found.values()];
  }

  /** Returns the tabs: every bill is in exactly one state, and so in exactly one tab. */
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

  async groups(
    { by = 'reason', rows: limit, ...filter }: CreateSelection & Partial<GroupQuery>,
    actor: Actor,
  ): Promise<ReasonGroups> {
    const viewer = viewerOf(actor, this.settings);
    const now = Date.now();
    const words = await searchBills(this.db, filter.q);
    const where = wholeCondition(filter, now, viewer, words);
    const states = words ? null : filterStates(filter);
    const byReason = filter.stage === 'review' ? shownKey(viewer) : { sql: 'reason_key', params: [] };
    const key = { reason: byReason, risk: riskKey(viewer), person: ASSIGNEE }[by];
    const rank = by === 'reason' ? 'reason_rank' : '0';
    const keyOf = (text: string) => (by === 'person' ? personKey(text) : text);
    const rows = await this.db.query<Row>(
      `SELECT ${rank} AS reason_rank, ${key.sql} AS group_key, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts,
       SUM(version) AS versions, MAX(updated_at) AS changed_at, ${sumOfWho('id')} AS who
       FROM bill WHERE ${where.sql} GROUP BY ${by === 'reason' ? 'reason_rank, ' : ''}group_key`,
      [...key.params, ...where.params],
    );
    const several = states ? { where: filterCondition(filter, now, viewer, undefined), states } : { where };
    const found = await this.offers.byGroup({ ...several, group: key }, actor);
    const offers = new Map([...found].map(([of, offer]) => [keyOf(of), offer]));
    const counts = rows.map((row) => ({
      key: keyOf(String(row.group_key)),
      rank: readInt(row.reason_rank),
      reason: found.get(String(row.group_key))?.reason ?? null,
      action: found.get(String(row.group_key))?.action ?? 'none',
      count: readInt(row.n),
      fen: readFen(row.fen),
      unknown: readInt(row.unknown_amounts),
      versions: readInt(row.versions),
      changedAt: readInt(row.changed_at),
      who: readInt(row.who),
    }));
    const groups = toReasonGroups(counts, filter.stage, viewer);
    const named = by === 'person' ? await this.byPerson(groups, viewer) : groups;
    const [group] = named;
    const first = limit && group && (await this.page({ ...filter, reason: group.key, sort: 'waiting', limit }, actor));
    return {
      items: named.map((one) => ({ ...one, actions: offers.get(one.key)?.actions ?? [] })),
      ...(first ? { first } : {}),
    };
  }

  /** Sorts groups by person: the viewer's own first, unassigned bills last; adds their labels. */
  private async byPerson<T extends { key: string; label: string }>(groups: readonly T[], viewer: Viewer): Promise<T[]> {
    const ids = groups.map(({ key }) => personOfKey(key) ?? '');
    const rows =
      ids.length === 0
        ? []
        : await this.db.query<Row>(`SELECT user_id, name FROM member WHERE user_id IN (${placeholders(ids)})`, ids);
    const names = new Map(rows.map((row) => [String(row.user_id), String(row.name)]));
    const place = (userId: string) => (userId === viewer.userId ? 0 : userId === '' ? 2 : 1);
    return groups
      .map((group, i) => ({ group, userId: ids[i] ?? '' }))
      .sort((a, b) => place(a.userId) - place(b.userId))
      .map(({ group, userId }) => ({
        ...group,
        label:
          userId === ''
            ? '还没有指派'
            : userId === viewer.userId
              ? '指派给你'
              : `指派给 ${names.get(userId) ?? userId}`,
      }));
  }

  /** Returns count and sum of a whole filter. */
  async sumOf(filter: CreateSelection, actor: Actor): Promise<CountAndSum> {
    const found = await searchBills(this.db, filter.q);
    return this.total(wholeCondition(filter, Date.now(), viewerOf(actor, this.settings), found));
  }

  /** Returns the departments and organisations to which a stage can be narrowed. */
  async choices(query: ChoicesQuery, actor: Actor): Promise<ListChoices> {
    const where = wholeCondition(query, Date.now(), viewerOf(actor, this.settings), null);
    const by = async (column: 'department' | 'org_number') =>
      (
        await this.db.query<Row>(
          `SELECT ${column} AS name, COUNT(*) AS n FROM bill WHERE ${where.sql} AND ${column} <> '' GROUP BY ${column} ORDER BY n DESC, ${column} LIMIT ${CHOICES}`,
          where.params,
        )
      ).map((row) => ({ name: String(row.name), count: readInt(row.n) }));
    const [departments, organisations] = [await by('department'), await by('org_number')];
    return { departments, organisations: organisations.map(({ name, count }) => ({ number: name, count })) };
  }

  private async total(where: SqlCondition): Promise<CountAndSum> {
    const [row] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill WHERE ${where.sql}`,
      where.params,
    );
    return { count: readInt(row?.n), amount: fromFen(readFen(row?.fen)), ...unknownIn(readInt(row?.unknown_amounts)) };
  }

  /** Returns a page and the total. A small result is sorted to a page; for a large one the list is walked until a page is full. */
  private async found(
    query: BillQuery,
    now: number,
    viewer: Viewer,
    found: Found | null,
  ): Promise<[Row[], CountAndSum]> {
    const whole = wholeCondition(query, now, viewer, found);
    const total = await this.total(whole);
    if (total.count > SORTED_AT_MOST) return [await this.rows(query, now, viewer, found?.walk), total];
    // An index alone gives the ids; only the rows of these ids are read.
    const some = found?.few ? whole : { ...whole, sql: `id IN (SELECT id FROM bill WHERE ${whole.sql})` };
    return [await this.sorted(query, some), total];
  }

  private sorted({ sort, limit, cursor }: BillQuery, where: SqlCondition): Promise<Row[]> {
    const parts = cursor ? behind(sort, cursor) : [];
    const rest = {
      sql: `(${parts.map(({ sql }) => `(${sql})`).join(' OR ')})`,
      params: parts.flatMap(({ params }) => params),
    };
    const { sql, params } = parts.length === 0 ? where : all([where, rest]);
    return this.db.query(
      `SELECT ${SUMMARY_COLUMNS} FROM bill WHERE ${sql} ORDER BY ${ORDER_BY[sort]} LIMIT ${limit + 1}`,
      params,
    );
  }

  /**
   * Returns one row more than the page, to know whether another page follows. One walk along (state_kind, sort column, id) per state, merged: a whole
   * stage is never sorted.
   */
  private rows(query: BillQuery, now: number, viewer: Viewer, found: SqlCondition | undefined): Promise<Row[]> {
    const filter = filterCondition(query, now, viewer, found);
    const parts = query.cursor ? behind(query.sort, query.cursor) : [all([])];
    const limit = query.limit + 1;
    const order = ORDER_BY[query.sort];
    const walks = (filterStates(query) ?? BILL_STATES).flatMap((state) =>
      parts.map((part) => ({ state, where: all([filter, part]) })),
    );
    return this.db.query(
      `${walks
        .map(
          ({ where }, i) =>
            `SELECT * FROM (SELECT ${SUMMARY_COLUMNS} FROM bill WHERE state_kind = ? AND ${where.sql} ORDER BY ${order} LIMIT ${limit}) AS walk${i}`,
        )
        .join(' UNION ALL ')} ORDER BY ${order} LIMIT ${limit}`,
      walks.flatMap(({ state, where }) => [state, ...where.params]),
    );
  }
}
