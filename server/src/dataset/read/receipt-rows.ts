import type { DatasetTotals } from '@dingdee/shared/data-export';
import { OUTCOME_WORDS, STEP_WORDS } from '@dingdee/shared/receipt-words';
import { all } from '../../bill/selection/bill-filter.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { numberOf, textOf } from './cells.js';
import { behindKey, ofOrganisations, type RowSource, type Scope, withinDays } from './scope.js';

interface Raw {
  [column: string]: unknown;
}
const STEPS = new Map<string, string>(Object.entries(STEP_WORDS));
const OUTCOMES = new Map<string, string>(Object.entries(OUTCOME_WORDS));

/** 推送回执. */
export class ReceiptRows implements RowSource {
  constructor(private readonly db: Database) {}

  async page(scope: Scope, after: string | null, limit: number) {
    const where = all([conditionOf(scope), ...behindKey('r.id', after)]);
    const found = await this.db.query<Raw>(
      `SELECT r.id, r.step, r.attempt, r.outcome, r.started_at, r.ended_at, r.call_id, r.payload_hash, b.bill_no, b.business_id, b.org_number
       FROM push_receipt r JOIN bill b ON b.id = r.bill_id WHERE ${where.sql} ORDER BY r.id LIMIT ${limit + 1}`,
      where.params,
    );
    const rows = found.slice(0, limit).map((row) => ({
      billNo: String(row.bill_no),
      businessId: String(row.business_id),
      step: STEPS.get(String(row.step)) ?? String(row.step),
      attempt: readInt(row.attempt),
      outcome: OUTCOMES.get(String(row.outcome)) ?? String(row.outcome),
      startedAt: numberOf(row.started_at),
      endedAt: numberOf(row.ended_at),
      org: textOf(row.org_number),
      callId: String(row.call_id),
      payloadHash: String(row.payload_hash),
    }));
    return { rows, last: found.length > limit ? String(found[limit - 1]?.id) : null };
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = conditionOf(scope);
    const [row] = await this.db.query<Raw>(
      `SELECT COUNT(*) AS n FROM push_receipt r JOIN bill b ON b.id = r.bill_id WHERE ${where.sql}`,
      where.params,
    );
    return { rows: readInt(row?.n), amount: null };
  }
}

const conditionOf = (scope: Scope): SqlCondition =>
  all([
    ...(scope.filter.schemeId === undefined ? [] : [{ sql: 'b.scheme_id = ?', params: [scope.filter.schemeId] }]),
    ...withinDays(scope.filter, 'r.started_at'),
    ...ofOrganisations(scope, (list) => `b.org_number IN (${list})`),
  ]);
