import { type Analysis, WAITS } from '@dingdee/shared/analysis';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { unknownIn } from '../bill/ledger/unknown-amounts.js';
import type { SqlCondition } from '../bill/selection/sql-condition.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import type { Database } from '../database/database.js';
import { SPAN_BASE, SPANS, type Span } from './day-cells.js';
import type { Period } from './period.js';

interface Raw {
  [column: string]: unknown;
}
export interface Both {
  now: CountAndSum;
  before: CountAndSum;
}
/** Sum without any bill. */
const NONE: CountAndSum = { count: 0, amount: fromFen(0n) };
const SPAN_KINDS = SPANS.map((span) => `'${span}'`).join(', ');

/** Sums by kind and key, for the days of the period and the days before. */
export class CellSums {
  private readonly kinds = new Map<string, Map<string, Both>>();

  constructor(rows: readonly Raw[]) {
    for (const row of rows) {
      const keys = this.keysOf(String(row.kind));
      const key = String(row.cell_key);
      const both = keys.get(key) ?? { now: NONE, before: NONE };
      const sum = sumOf(row);
      keys.set(key, row.side === 'now' ? { ...both, now: sum } : { ...both, before: sum });
    }
  }

  of = (kind: string, key: string): Both => this.kinds.get(kind)?.get(key) ?? { now: NONE, before: NONE };
  all = (kind: string): readonly (readonly [key: string, Both])[] => [...(this.kinds.get(kind) ?? [])];

  private keysOf(kind: string): Map<string, Both> {
    const keys = this.kinds.get(kind) ?? new Map<string, Both>();
    this.kinds.set(kind, keys);
    return keys;
  }
}

export const sumOf = (row: Raw): CountAndSum => ({
  count: readInt(row.bills),
  amount: fromFen(readFen(row.fen)),
  ...unknownIn(readInt(row.unknown_amounts)),
});

const withinBoth = ({ from, to, before }: Period, scope: SqlCondition) => ({
  sql: `(day >= ? AND day <= ? OR day >= ? AND day <= ?) AND ${scope.sql}`,
  params: [from, to, before.from, before.to, ...scope.params],
});
const SUMS = `SUM(bills) AS bills, ${sumOfFen('fen')} AS fen, SUM(unknown_amounts) AS unknown_amounts`;

/** Reads all cells except the spans. @param scope on columns scheme_id and org_number. */
export async function cellSums(db: Database, period: Period, scope: SqlCondition): Promise<CellSums> {
  const where = withinBoth(period, scope);
  return new CellSums(
    await db.query<Raw>(
      `SELECT kind, cell_key, side, ${SUMS} FROM
         (SELECT kind, cell_key, bills, fen, unknown_amounts, CASE WHEN day >= ? THEN 'now' ELSE 'before' END AS side
          FROM analysis_cell WHERE ${where.sql} AND kind NOT IN (${SPAN_KINDS})) cells
       GROUP BY kind, cell_key, side`,
      [period.from, ...where.params],
    ),
  );
}

/** Sums all cells of one kind, for both periods; the bars add up to these totals. */
export async function wholes(db: Database, period: Period, scope: SqlCondition, kind: string): Promise<Both> {
  const where = withinBoth(period, scope);
  const rows = await db.query<Raw>(
    `SELECT side, ${SUMS} FROM (SELECT bills, fen, unknown_amounts, CASE WHEN day >= ? THEN 'now' ELSE 'before' END AS side
       FROM analysis_cell WHERE ${where.sql} AND kind = ?) cells GROUP BY side`,
    [period.from, ...where.params, kind],
  );
  const of = (side: string): CountAndSum => {
    const row = rows.find((each) => each.side === side);
    return row === undefined ? NONE : sumOf(row);
  };
  return { now: of('now'), before: of('before') };
}

/** Returns the median of each span by SQL: minutes within which half of the bills were finished; null if there are none. */
export async function middles(
  db: Database,
  period: Period,
  scope: SqlCondition,
): Promise<(span: Span) => { now: number | null; before: number | null }> {
  const where = withinBoth(period, scope);
  const rows = await db.query<Raw>(
    `SELECT kind, side, MIN(cell_key) AS middle FROM
       (SELECT kind, side, cell_key, SUM(bills) OVER (PARTITION BY kind, side ORDER BY cell_key) AS until_here, SUM(bills) OVER (PARTITION BY kind, side) AS whole
        FROM (SELECT kind, side, cell_key, SUM(bills) AS bills FROM
          (SELECT kind, cell_key, bills, CASE WHEN day >= ? THEN 'now' ELSE 'before' END AS side
           FROM analysis_cell WHERE ${where.sql} AND kind IN (${SPAN_KINDS})) cells GROUP BY kind, side, cell_key) summed) ordered
     WHERE until_here * 2 >= whole GROUP BY kind, side`,
    [period.from, ...where.params],
  );
  const of = (span: Span, side: string): number | null => {
    const row = rows.find((each) => each.kind === span && each.side === side);
    return row === undefined ? null : readInt(row.middle) - SPAN_BASE;
  };
  return (span) => ({ now: of(span, 'now'), before: of(span, 'before') });
}

const DAY_MINUTES = 1440;

/** Counts the days' booked bills by the time until booking; each bill counts once. */
export async function waits(db: Database, { from, to }: Period, scope: SqlCondition): Promise<Analysis['waits']> {
  const cases = WAITS.slice(0, -1).map(
    (wait) => `WHEN cell_key <= '${SPAN_BASE + Number(wait) * DAY_MINUTES}' THEN '${wait}'`,
  );
  const rows = await db.query<Raw>(
    `SELECT wait, SUM(bills) AS bills FROM (SELECT CASE ${cases.join(' ')} ELSE 'more' END AS wait, bills FROM analysis_cell
       WHERE day >= ? AND day <= ? AND ${scope.sql} AND kind = 'to-booked') cells GROUP BY wait`,
    [from, to, ...scope.params],
  );
  const found = new Map(rows.map((row) => [String(row.wait), readInt(row.bills)]));
  return WAITS.map((wait) => ({ wait, count: found.get(wait) ?? 0 }));
}
