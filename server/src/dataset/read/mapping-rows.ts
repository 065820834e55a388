import type { DatasetTotals } from '@dingdee/shared/data-export';
import { all } from '../../bill/selection/bill-filter.js';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { readInt } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { ROW_SCOPES } from '../../domain/draft/provenance.js';
import { ROW_SCOPE_WORDS } from '../../domain/draft/provenance-words.js';
import { numberOf, textOf } from './cells.js';
import { behindKey, ofOrganisations, type RowSource, type Scope, withinDays } from './scope.js';

interface Raw {
  [column: string]: unknown;
}

/** 映射: the rows that are valid now. Rows for all organisations belong to every organisation. */
export class MappingRows implements RowSource {
  constructor(private readonly db: Database) {}

  async page(scope: Scope, after: string | null, limit: number) {
    const where = all([conditionOf(scope), ...behindKey('r.id', after)]);
    const found = await this.db.query<Raw>(
      `SELECT r.id, t.name AS table_name, t.target, r.org_number, r.row_key, r.key_label, r.target_number, r.target_name, r.scope, r.from_day,
         r.created_by, m.name AS writer, r.created_at, r.since_revision
       FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id LEFT JOIN member m ON m.user_id = r.created_by WHERE ${where.sql} ORDER BY r.id LIMIT ${limit + 1}`,
      where.params,
    );
    const rows = found.slice(0, limit).map((row) => ({
      table: String(row.table_name),
      org: textOf(row.org_number),
      source: maskText(String(row.key_label || row.row_key)),
      number: shown(String(row.target), String(row.target_number)),
      name: textOf(maskText(String(row.target_name))),
      scope: scopeWord(String(row.scope)),
      fromDay: textOf(row.from_day),
      writtenBy: String(row.writer ?? row.created_by),
      writtenAt: numberOf(row.created_at),
      revision: readInt(row.since_revision),
    }));
    return { rows, last: found.length > limit ? String(found[limit - 1]?.id) : null };
  }

  async totals(scope: Scope): Promise<DatasetTotals> {
    const where = conditionOf(scope);
    const [row] = await this.db.query<Raw>(
      `SELECT COUNT(*) AS n FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id WHERE ${where.sql}`,
      where.params,
    );
    return { rows: readInt(row?.n), amount: null };
  }
}

/** Shows only the end of a bank account's number; that is enough to tell accounts apart. */
const shown = (kind: string, number: string): string =>
  kind === 'bankAccount' && number.length > 4 ? `尾号 ${number.slice(-4)}` : number;

const scopeWord = (scope: string): string => {
  const known = ROW_SCOPES.find((each) => each === scope);
  return known === undefined ? scope : ROW_SCOPE_WORDS[known];
};

const conditionOf = (scope: Scope): SqlCondition =>
  all([
    { sql: 'r.until_revision IS NULL', params: [] },
    ...withinDays(scope.filter, 'r.created_at'),
    ...ofOrganisations(scope, (list) => `r.org_number IN ('', ${list})`),
  ]);
