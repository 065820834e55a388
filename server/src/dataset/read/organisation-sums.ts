import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { UNKNOWN, unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import type { Database } from '../../database/database.js';
import { billCondition } from './bill-condition.js';
import type { Scope } from './scope.js';

/** `org`: number of the paying organisation, "" if unknown. */
export interface OrganisationSum extends CountAndSum {
  org: string;
}

/** Sums the filtered 单据 by paying organisation in SQL; the largest sum first. */
export async function organisationSums(db: Database, scope: Scope): Promise<OrganisationSum[]> {
  const where = await billCondition(db, scope);
  const rows = await db.query<{ [column: string]: unknown }>(
    `SELECT org_number, COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${UNKNOWN} AS unknown_amounts FROM bill WHERE ${where.sql}
     GROUP BY org_number`,
    where.params,
  );
  return rows
    .map((row) => ({ org: String(row.org_number ?? ''), fen: readFen(row.fen), row }))
    .sort((a, b) => (a.fen === b.fen ? (a.org < b.org ? -1 : 1) : a.fen > b.fen ? -1 : 1))
    .map(({ org, fen, row }) => ({
      org,
      count: readInt(row.n),
      amount: fromFen(fen),
      ...unknownIn(readInt(row.unknown_amounts)),
    }));
}
