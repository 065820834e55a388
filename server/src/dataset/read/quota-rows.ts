import { BUDGET_WORDS } from '@dingdee/shared/budget-words';
import type { DatasetTotals } from '@dingdee/shared/data-export';
import { all } from '../../bill/selection/bill-filter.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import type { MeteredPurpose } from '../../connectors/dingtalk/call/call-meter.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { type RowSource, type Scope } from './scope.js';

interface Raw {
  [column: string]: unknown;
}
/** The words of the 采集 page; purposes that it combines are separate here. */
const PURPOSE_WORDS: Readonly<Record<MeteredPurpose, string>> = {
  ...BUDGET_WORDS,
  event: `${BUDGET_WORDS.detail}（事件带来的）`,
  notice: '工作通知',
  todo: '钉钉待办',
  form: '读表单',
  'form-check': '查表单改动',
  file: '附件',
};
const worded = (purpose: string): string => new Map(Object.entries(PURPOSE_WORDS)).get(purpose) ?? purpose;

/** 额度 by whole months; the key is "month purpose". */
export class QuotaRows implements RowSource {
  constructor(private readonly db: Database) {}

  async page(scope: Scope, after: string | null, limit: number) {
    const [month, purpose] = after?.split(' ') ?? [];
    const behind =
      month === undefined
        ? []
        : [{ sql: '(month > ? OR (month = ? AND purpose > ?))', params: [month, month, purpose ?? ''] }];
    const where = all([conditionOf(scope), ...behind]);
    const found = await this.db.query<Raw>(
      `SELECT month, purpose, used FROM call_meter WHERE ${where.sql} ORDER BY month, purpose LIMIT ${limit + 1}`,
      where.params,
    );
    const rows = found.slice(0, limit).map((row) => ({
      month: String(row.month),
      purpose: worded(String(row.purpose)),
      used: readInt(row.used),
    }));
    const last = found[limit - 1];
    return { rows, last: found.length > limit ? `${last?.month} ${last?.purpose}` : null };
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = conditionOf(scope);
    const [row] = await this.db.query<Raw>(`SELECT COUNT(*) AS n FROM call_meter WHERE ${where.sql}`, where.params);
    return { rows: readInt(row?.n), amount: null };
  }
}

/** Selects the months that the days touch. */
const conditionOf = ({ filter: { from, to } }: Scope): SqlCondition =>
  all([
    ...(from === undefined ? [] : [{ sql: 'month >= ?', params: [from.slice(0, 7)] }]),
    ...(to === undefined ? [] : [{ sql: 'month <= ?', params: [to.slice(0, 7)] }]),
  ]);
