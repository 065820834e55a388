import {
  type Analysis,
  type AnalysisBar,
  type AnalysisQuery,
  type FirstPasses,
  LEFT_BEHIND,
  NO_COST_ITEM,
  NOT_BY_LINE,
} from '@dingdee/shared/analysis';
import { BILL_STATES, STAGE_OF, STAGES, type Stage } from '@dingdee/shared/bill-state';
import { fromFen, toFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import { UNKNOWN } from '../bill/ledger/unknown-amounts.js';
import { all } from '../bill/selection/bill-filter.js';
import type { SqlCondition } from '../bill/selection/sql-condition.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import { beijingDate, beijingMonth, DAY_MS, monthStart } from '../domain/beijing-time.js';
import { maskText } from '../domain/bill/account-mask.js';
import { valuesAside } from '../mapping/run/value-aside.js';
import { baseNames } from '../read/bill/base-names.js';
import { type Both, type CellSums, cellSums, middles, sumOf, waits, wholes } from './cell-sums.js';
import { DEEDS } from './day-cells.js';
import { momentsOf, monthBefore, type Period, periodOf } from './period.js';
import { RollUp } from './roll-up.js';

interface Raw {
  [column: string]: unknown;
}
const MONTHS = 13;
const RECENT_DAYS = 30;
const UNMAPPED = 8;
const TROUBLES = ['failed', 'in-doubt', 'reversal-needed'] as const;
/** Keys that are listed after all named ones, whatever their sums. */
const LAST: readonly string[] = [NOT_BY_LINE, NO_COST_ITEM, LEFT_BEHIND];

/** Condition for the selected bills. */
export function scopeOf({ schemeId, org }: Pick<AnalysisQuery, 'schemeId' | 'org'>): SqlCondition {
  return all([
    ...(schemeId === undefined ? [] : [{ sql: 'scheme_id = ?', params: [schemeId] }]),
    ...(org === undefined ? [] : [{ sql: 'org_number = ?', params: [org] }]),
  ]);
}

/** 分析: compares one month with the same days of the month before. */
@Injectable()
export class ShowAnalysis {
  constructor(
    private readonly db: Database,
    private readonly days: RollUp,
  ) {}

  /** @throws AnalysisMonthError for a month that has not begun. */
  async show(query: AnalysisQuery, now = Date.now()): Promise<Analysis> {
    const period = periodOf(query.month, now);
    const scope = scopeOf(query);
    await this.days.refresh([period.before, period]);
    const [sums, collected, middle, took, months, unmapped] = await Promise.all([
      cellSums(this.db, period, scope),
      wholes(this.db, period, scope, 'state'),
      middles(this.db, period, scope),
      waits(this.db, period, scope),
      this.months(period, scope),
      this.unmapped(period, scope),
    ]);
    const once = (side: 'now' | 'before') => {
      const [clean, touched] = [sums.of('once', 'once')[side].count, sums.of('once', 'touched')[side].count];
      return { once: clean, booked: clean + touched };
    };
    return {
      month: period.month,
      from: period.from,
      to: period.to,
      before: period.before,
      collected,
      booked: { now: ofStage(sums, 'booked', 'now'), before: ofStage(sums, 'booked', 'before') },
      stages: STAGES.map((stage) => ({ stage, ...ofStage(sums, stage, 'now') })),
      toBooked: middle('to-booked'),
      stretches: [
        { stretch: 'mapping', ...middle('at-mapping') },
        { stretch: 'review', ...middle('at-review') },
        { stretch: 'push', ...middle('at-push') },
      ],
      waits: took,
      firstPass: { now: once('now'), before: once('before') },
      costItems: await this.costItems(sums),
      departments: ordered(sums.all('department').map(([key, both]) => ({ key, name: key, ...both }))),
      months,
      people: await this.people(sums),
      troubles: TROUBLES.map((state) => ({ state, ...sums.of('trouble', state).now })).filter(({ count }) => count > 0),
      left: sums
        .all('left')
        .map(([cause, { now: left }]) => ({ cause, ...left }))
        .filter(({ count }) => count > 0),
      unmapped,
    };
  }

  /** Counts the booked bills of the last 30 days (Beijing), today included, and those that nobody had to touch, per scheme. */
  async firstPasses(now = Date.now()): Promise<FirstPasses> {
    const span = { from: beijingDate(now - (RECENT_DAYS - 1) * DAY_MS), to: beijingDate(now) };
    await this.days.refresh([span]);
    const rows = await this.db.query<Raw>(
      `SELECT scheme_id, SUM(CASE WHEN cell_key = 'once' THEN bills ELSE 0 END) AS clean, SUM(bills) AS booked
       FROM analysis_cell WHERE day >= ? AND day <= ? AND kind = 'once' GROUP BY scheme_id ORDER BY scheme_id`,
      [span.from, span.to],
    );
    const items = rows.map((row) => ({
      schemeId: String(row.scheme_id),
      once: readInt(row.clean),
      booked: readInt(row.booked),
    }));
    return { ...span, items };
  }

  private async costItems(sums: CellSums): Promise<AnalysisBar[]> {
    const found = sums.all('cost');
    const numbers = found.map(([number]) => ({ kind: 'costItem' as const, number }));
    const nameOf = await baseNames(this.db, numbers);
    return ordered(
      found.map(([key, both]) => ({ key, name: LAST.includes(key) ? '' : nameOf('costItem', key), ...both })),
    );
  }

  private async people(sums: CellSums): Promise<Analysis['people']> {
    const ids = [...new Set(Object.keys(DEEDS).flatMap((deed) => sums.all(deed).map(([id]) => id)))];
    if (ids.length === 0) return [];
    const rows = await this.db.query<Raw>(
      `SELECT user_id, name FROM member WHERE user_id IN (${placeholders(ids)})`,
      ids,
    );
    const names = new Map(rows.map((row) => [String(row.user_id), String(row.name)]));
    return ids
      .map((userId) => ({
        userId,
        name: names.get(userId) ?? userId,
        approved: sums.of('approved', userId).now.count,
        held: sums.of('held', userId).now.count,
        pushed: sums.of('pushed', userId).now.count,
      }))
      .filter(({ approved, held, pushed }) => approved + held + pushed > 0)
      .sort(
        (a, b) => b.approved + b.pushed + b.held - (a.approved + a.pushed + a.held) || (a.userId < b.userId ? -1 : 1),
      );
  }

  private async months({ month, to }: Period, scope: SqlCondition): Promise<Analysis['months']> {
    const names = Array.from({ length: MONTHS }, (_, at) => monthBefore(month, MONTHS - 1 - at));
    const [, behind] = momentsOf({ from: to, to });
    // One index range per month: with GROUP BY, all bills of a year would be sorted for every request.
    const rows = await this.db.query<Raw>(
      names
        .map(
          (
            _,
            at,
          ) => `SELECT ${at} AS month_at, COUNT(*) AS bills, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts
            FROM bill WHERE finished_at >= ? AND finished_at < ? AND ${scope.sql}`,
        )
        .join(' UNION ALL '),
      names.flatMap((name) => [monthStart(name), Math.min(monthStart(name, 1), behind), ...scope.params]),
    );
    const found = new Map(rows.map((row) => [readInt(row.month_at), sumOf(row)]));
    return names.map((name, at) => ({
      month: beijingMonth(monthStart(name)),
      ...(found.get(at) ?? { count: 0, amount: fromFen(0n) }),
    }));
  }

  /** Returns the values without a row that stop most, without those that are put aside: somebody has looked at these. */
  private async unmapped(period: Period, scope: SqlCondition): Promise<Analysis['unmapped']> {
    const aside = await valuesAside(this.db);
    const rows = await this.db.query<Raw>(
      `SELECT l.table_code, MAX(t.name) AS table_name, l.lookup_key, MAX(l.key_label) AS label, COUNT(DISTINCT l.bill_id) AS bills, ${sumOfFen('l.amount_fen')} AS fen
       FROM (SELECT id FROM bill WHERE state_kind = 'needs-mapping' AND finished_at >= ? AND finished_at < ? AND ${scope.sql}) b
       JOIN bill_lookup l ON l.bill_id = b.id LEFT JOIN mapping_table t ON t.code = l.table_code
       WHERE l.hit = 0 GROUP BY l.table_code, l.lookup_key ORDER BY SUM(l.amount_fen) DESC, l.table_code, l.lookup_key LIMIT ${UNMAPPED + aside.size}`,
      [...momentsOf(period), ...scope.params],
    );
    const listed = rows.filter((row) => !aside.has(String(row.table_code), String(row.lookup_key)));
    return listed.slice(0, UNMAPPED).map((row) => ({
      table: String(row.table_code),
      tableName: String(row.table_name ?? row.table_code),
      value: maskText(String(row.label || row.lookup_key)),
      bills: readInt(row.bills),
      amount: fromFen(readFen(row.fen)),
    }));
  }
}

/** Sorts by the largest sum; keys without a name of their own come last. */
function ordered(bars: readonly AnalysisBar[]): AnalysisBar[] {
  const rank = ({ key }: AnalysisBar): number => LAST.indexOf(key);
  return bars.toSorted((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    const [more, less] = [toFen(b.now.amount), toFen(a.now.amount)];
    return more === less ? (a.key < b.key ? -1 : 1) : more > less ? 1 : -1;
  });
}

/** Adds up the states of a stage, as the desk does. */
function ofStage(sums: CellSums, stage: Stage, side: keyof Both): Both['now'] {
  const parts = BILL_STATES.filter((state) => STAGE_OF[state] === stage).map((state) => sums.of('state', state)[side]);
  const unknown = parts.reduce((whole, part) => whole + (part.unknown ?? 0), 0);
  return {
    count: parts.reduce((whole, { count }) => whole + count, 0),
    amount: fromFen(parts.reduce((whole, { amount }) => whole + toFen(amount), 0n)),
    ...(unknown > 0 ? { unknown } : {}),
  };
}
