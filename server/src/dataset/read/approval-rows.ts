import type { DatasetTotals } from '@dingdee/shared/data-export';
import { all } from '../../bill/selection/bill-filter.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { schemeNames } from './bill-rows.js';
import { numberOf } from './cells.js';
import { behindKey, ofOrganisations, type RowSource, type Scope, withinDays } from './scope.js';

interface Raw {
  [column: string]: unknown;
}
const RESULT_WORDS: Readonly<Record<string, string>> = { agree: '同意', refuse: '拒绝' };
const ACTION_WORDS: Readonly<Record<string, string>> = { NONE: '新提交', MODIFY: '修改', REVOKE: '撤销' };

/** 审批. An approval belongs to an organisation if one of its bills does. */
export class ApprovalRows implements RowSource {
  constructor(private readonly db: Database) {}

  async page(scope: Scope, after: string | null, limit: number) {
    const where = all([conditionOf(scope), ...behindKey('a.id', after)]);
    const found = await this.db.query<Raw>(
      `SELECT a.id, a.business_id, a.title, a.originator_name, a.result, a.biz_action, a.started_at, a.finished_at, a.collected_at,
         a.source_version, a.scheme_id, a.process_instance_id, a.raw_hash, (SELECT COUNT(*) FROM bill b WHERE b.approval_id = a.id) AS bills
       FROM approval a WHERE ${where.sql} ORDER BY a.id LIMIT ${limit + 1}`,
      where.params,
    );
    const schemes = await schemeNames(this.db);
    const rows = found.slice(0, limit).map((row) => ({
      businessId: String(row.business_id),
      title: maskText(String(row.title), [String(row.business_id)]),
      originator: String(row.originator_name),
      result: RESULT_WORDS[String(row.result)] ?? String(row.result),
      action: ACTION_WORDS[String(row.biz_action)] ?? String(row.biz_action),
      startedAt: numberOf(row.started_at),
      finishedAt: numberOf(row.finished_at),
      collectedAt: numberOf(row.collected_at),
      version: readInt(row.source_version),
      bills: readInt(row.bills),
      scheme: schemes.get(String(row.scheme_id)) ?? null,
      instanceId: String(row.process_instance_id),
      rawHash: String(row.raw_hash),
    }));
    return { rows, last: found.length > limit ? String(found[limit - 1]?.id) : null };
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = conditionOf(scope);
    const [row] = await this.db.query<Raw>(`SELECT COUNT(*) AS n FROM approval a WHERE ${where.sql}`, where.params);
    return { rows: readInt(row?.n), amount: null };
  }
}

const conditionOf = (scope: Scope): SqlCondition =>
  all([
    ...(scope.filter.schemeId === undefined ? [] : [{ sql: 'a.scheme_id = ?', params: [scope.filter.schemeId] }]),
    ...withinDays(scope.filter, 'a.finished_at'),
    ...ofOrganisations(
      scope,
      (list) => `EXISTS (SELECT 1 FROM bill own WHERE own.approval_id = a.id AND own.org_number IN (${list}))`,
    ),
  ]);
