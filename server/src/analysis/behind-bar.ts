import {
  type AnalysisBarKind,
  type AnalysisBill,
  type AnalysisBills,
  type AnalysisBillsQuery,
  LEFT_BEHIND,
  NO_COST_ITEM,
  NOT_BY_LINE,
  WAITS,
} from '@dingdee/shared/analysis';
import { BILL_STATES, STAGES, statesOf } from '@dingdee/shared/bill-state';
import { fromFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { SqlCondition } from '../bill/selection/sql-condition.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database, placeholders } from '../database/database.js';
import { DAY_MS } from '../domain/beijing-time.js';
import { maskText } from '../domain/bill/account-mask.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import { sumOf } from './cell-sums.js';
import {
  costParts,
  costPartsOf,
  DEEDS,
  type Deed,
  IS_BOOKED,
  IS_LEFT_BEHIND,
  IS_TROUBLE,
  UNTOUCHED,
} from './day-cells.js';
import { momentsOf, periodOf } from './period.js';
import { scopeOf } from './show-analysis.js';

interface Raw {
  [column: string]: unknown;
}
type Range = readonly [number, number];
interface Page {
  behind: SqlCondition;
  limit: number;
}
/** The rows of a page, plus one more if there are further rows, and the totals of all rows. */
type Found = [rows: Raw[], whole: Raw];
const SHOWN = 'b.id, b.payee, b.purpose, b.department, b.business_id, b.bill_no, b.state_kind, b.finished_at';

/** Lists the bills of a bar, newest first, from the ledger itself and not from the computed cells. */
@Injectable()
export class BehindBar {
  constructor(private readonly db: Database) {}

  /** @throws AnalysisMonthError, BillRefusedError for an invalid cursor. */
  async bills({ by, key = '', cursor, limit, ...query }: AnalysisBillsQuery, now = Date.now()): Promise<AnalysisBills> {
    const range = momentsOf(periodOf(query.month, now));
    const behind = behindCursor(cursor);
    const scope = scopeOf(query);
    const page = { behind, limit };
    const [found, whole] =
      by === 'cost'
        ? await this.ofCost(key, range, scope, page)
        : await this.ofBills(conditionOf(by, key), range, scope, page);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const sum = sumOf(whole);
    return {
      items: found.slice(0, limit).map(told),
      next: last ? `${readInt(last.finished_at)}:${String(last.id)}` : null,
      total: sum.count,
      sum,
    };
  }

  private async ofBills(
    asked: SqlCondition,
    range: Range,
    scope: SqlCondition,
    { behind, limit }: Page,
  ): Promise<Found> {
    const from = `FROM bill b WHERE b.finished_at >= ? AND b.finished_at < ? AND ${scope.sql} AND ${asked.sql}`;
    const params = [...range, ...scope.params, ...asked.params];
    const [found, [whole]] = await Promise.all([
      this.db.query<Raw>(
        `SELECT ${SHOWN}, b.base_fen AS fen ${from} AND ${behind.sql} ORDER BY b.finished_at DESC, b.id DESC LIMIT ${limit + 1}`,
        [...params, ...behind.params],
      ),
      this.db.query<Raw>(
        `SELECT COUNT(*) AS bills, ${sumOfFen('b.base_fen')} AS fen, SUM(CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END) AS unknown_amounts ${from}`,
        params,
      ),
    ]);
    return [found, whole ?? {}];
  }

  /** Page and totals come from one statement: extracting a month's lines from JSON is nearly the whole cost. */
  private async ofCost(item: string, range: Range, scope: SqlCondition, { behind, limit }: Page): Promise<Found> {
    const parts = this.partsOf(item);
    const rows = await this.db.query<Raw>(
      `WITH ${parts.sql},
         found AS ${this.db.dialect === 'mysql' ? '' : 'MATERIALIZED'} (
           SELECT b.id, b.finished_at, p.fen, CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END AS unknown_amount
           FROM bill b JOIN cost_part p ON p.id = b.id
           WHERE b.finished_at >= ? AND b.finished_at < ? AND ${scope.sql} AND p.item = ?),
         whole AS (SELECT COUNT(*) AS bills, ${sumOfFen('fen')} AS whole_fen, SUM(unknown_amount) AS unknown_amounts FROM found),
         page AS (SELECT b.id, b.finished_at, CASE WHEN b.unknown_amount = 1 THEN NULL ELSE b.fen END AS fen
           FROM found b WHERE ${behind.sql} ORDER BY b.finished_at DESC, b.id DESC LIMIT ${limit + 1})
       SELECT w.bills, w.whole_fen, w.unknown_amounts, ${SHOWN}, p.fen
       FROM whole w LEFT JOIN page p ON 1 = 1 LEFT JOIN bill b ON b.id = p.id
       ORDER BY p.finished_at DESC, p.id DESC`,
      [...parts.params(range), ...range, ...scope.params, item, ...behind.params],
    );
    const [first = {}] = rows;
    const whole = { bills: first.bills, fen: first.whole_fen, unknown_amounts: first.unknown_amounts };
    return [rows.filter(({ id }) => id !== null), whole];
  }

  private partsOf(item: string) {
    const isNamed = item !== NO_COST_ITEM && item !== NOT_BY_LINE && item !== LEFT_BEHIND;
    return isNamed ? costPartsOf(this.db.dialect, item) : costParts(this.db.dialect);
  }
}

function told(row: Raw): AnalysisBill {
  const own = [String(row.business_id), String(row.bill_no)];
  return {
    id: String(row.id),
    payee: maskText(String(row.payee)),
    purpose: maskText(String(row.purpose), own),
    department: String(row.department),
    state: BILL_STATES.find((kind) => kind === row.state_kind) ?? 'collected',
    amount: row.fen == null ? null : fromFen(readFen(row.fen)),
    finishedAt: readInt(row.finished_at),
  };
}

const CURSOR = /^(\d{1,15}):([\w-]{1,36})$/;
function behindCursor(cursor: string | undefined): SqlCondition {
  if (cursor === undefined) return { sql: '1 = 1', params: [] };
  const [, at, id] = CURSOR.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    throw new BillRefusedError('bill/bad-cursor', '翻页位置已失效，没有取到下一页。从第一页重新读。');
  return { sql: '(b.finished_at < ? OR (b.finished_at = ? AND b.id < ?))', params: [Number(at), Number(at), id] };
}

/** Returns the condition for the bills of a bar, with the same SQL as its cell. */
function conditionOf(by: Exclude<AnalysisBarKind, 'cost'>, key: string): SqlCondition {
  switch (by) {
    case 'all':
      return { sql: '1 = 1', params: [] };
    case 'stage': {
      const states = STAGES.filter((stage) => stage === key).flatMap((stage) => statesOf(stage));
      return states.length === 0
        ? { sql: '1 = 0', params: [] }
        : { sql: `+b.state_kind IN (${placeholders(states)})`, params: states };
    }
    case 'department':
      return key === LEFT_BEHIND
        ? { sql: IS_LEFT_BEHIND, params: [] }
        : { sql: `b.department = ? AND NOT (${IS_LEFT_BEHIND})`, params: [key] };
    case 'wait':
      return took(key);
    case 'once':
      return { sql: `${IS_BOOKED} AND ${key === 'touched' ? 'NOT' : ''} (${UNTOUCHED})`, params: [] };
    case 'left':
      return { sql: `${IS_TROUBLE} AND b.reason_key = ?`, params: [key] };
    case 'trouble':
      return audited('a.to_state = ?', key);
    case 'approved':
    case 'held':
    case 'pushed':
      return deed(by, key);
  }
}

/** Uses the same time as the cells: the first booking. */
function took(key: string): SqlCondition {
  const at = WAITS.map(String).indexOf(key);
  if (at === -1) return { sql: '1 = 0', params: [] };
  const ms = `(SELECT MIN(a.at) FROM audit a WHERE a.subject_id = b.id AND a.subject_kind = 'bill' AND a.to_state = 'booked') - b.finished_at`;
  const bounds = [
    ...(at > 0 ? [`${ms} > ${at * DAY_MS}`] : []),
    ...(key === 'more' ? [] : [`${ms} <= ${(at + 1) * DAY_MS}`]),
  ];
  return { sql: `${IS_BOOKED} AND ${bounds.join(' AND ')}`, params: [] };
}

const deed = (by: Deed, person: string): SqlCondition => audited(`${DEEDS[by]} AND a.actor = ?`, person);
const audited = (sql: string, key: string): SqlCondition => ({
  sql: `EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = b.id AND a.subject_kind = 'bill' AND ${sql})`,
  params: [key],
});
