import type { DatasetTotals } from '@dingdee/shared/data-export';
import * as z from 'zod/mini';
import { all } from '../../bill/selection/bill-filter.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { maskJson } from '../../domain/bill/account-mask.js';
import { actionWord, stateOfRow, subjectWord } from './audit-words.js';
import { numberOf, textOf } from './cells.js';
import { badCursor } from './dataset.errors.js';
import { type RowSource, type Scope, withinDays } from './scope.js';

interface Raw {
  [column: string]: unknown;
}

const SEQ = /^\d{1,15}$/;

/** 审计, as it was written. */
export class AuditRows implements RowSource {
  constructor(private readonly db: Database) {}

  /** @throws BillRefusedError if `after` is not the number of an entry. */
  async page(scope: Scope, after: string | null, limit: number) {
    if (after !== null && !SEQ.test(after)) throw badCursor();
    const where = all([conditionOf(scope), ...(after === null ? [] : [{ sql: 'a.seq > ?', params: [Number(after)] }])]);
    const found = await this.db.query<Raw>(
      `SELECT a.seq, a.at, a.actor, m.name AS actor_name, a.action, a.subject_kind, a.subject_id, a.from_state, a.to_state, a.detail, a.hash, b.outcome
       FROM audit a LEFT JOIN member m ON m.user_id = a.actor LEFT JOIN bill b ON b.id = a.subject_id WHERE ${where.sql} ORDER BY a.seq LIMIT ${limit + 1}`,
      where.params,
    );
    const rows = found.slice(0, limit).map((row) => ({
      seq: readInt(row.seq),
      at: numberOf(row.at),
      actor: String(row.actor_name ?? nameIn(row.detail) ?? row.actor),
      what: actionWord(String(row.action)),
      subject: subjectWord(String(row.subject_kind)),
      subjectId: String(row.subject_id),
      from: stateOfRow(row.from_state, row.outcome),
      to: stateOfRow(row.to_state, row.outcome),
      action: String(row.action),
      detail: row.detail == null ? null : maskJson(String(row.detail)),
      hash: textOf(row.hash),
    }));
    return { rows, last: found.length > limit ? String(found[limit - 1]?.seq) : null };
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = conditionOf(scope);
    const [row] = await this.db.query<Raw>(`SELECT COUNT(*) AS n FROM audit a WHERE ${where.sql}`, where.params);
    return { rows: readInt(row?.n), amount: null };
  }
}

const named = z.object({ actorName: z.string() });
/** The actor's name at the time of the entry. */
const nameIn = (detail: unknown): string | null =>
  detail == null ? null : (named.safeParse(JSON.parse(String(detail))).data?.actorName ?? null);

const conditionOf = (scope: Scope): SqlCondition => all(withinDays(scope.filter, 'a.at'));
