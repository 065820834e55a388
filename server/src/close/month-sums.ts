import type { CloseBucket, CloseContent, CloseForm } from '@dingdee/shared/close';
import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { type Gap, levelOf } from '@dingdee/shared/statement';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { type Database, placeholders } from '../database/database.js';
import { SIDES, sideSums } from '../statement/statement-store.js';
import type { DayRun } from './close-month.js';

type Row = Record<string, unknown>;
type Sums = Pick<CloseContent, 'dingtalk' | 'ledger' | 'kingdee' | 'red' | 'forms' | 'buckets'> & {
  look: CountAndSum;
  /** Days with entries to look at · days with unexplained entries, the earliest first. */
  lookDays: string[];
  redDays: string[];
};
const GAP_SQL = {
  source: {
    bucket: 'source_bucket',
    count: 'ledger_n - dingtalk_n',
    fen: 'COALESCE(ledger_fen, 0) - COALESCE(dingtalk_fen, 0)',
  },
  target: {
    bucket: 'target_bucket',
    count: 'kingdee_n - ledger_n',
    fen: 'COALESCE(kingdee_fen, 0) - COALESCE(ledger_fen, 0)',
  },
} as const satisfies Record<Gap, unknown>;
const WORST = ['way', 'look', 'red'];

/** Adds up the statements of the month's days in SQL: sums per form and in total, and differences by bucket. */
export async function monthSums(db: Pick<Database, 'query'>, runs: readonly DayRun[]): Promise<Sums> {
  const ids = runs.map(({ id }) => id);
  const [all, forms, differences, names, byDay] = [
    await sides(db, ids, false),
    await sides(db, ids, true),
    [...(await buckets(db, ids, 'source')), ...(await buckets(db, ids, 'target'))],
    await formNames(db),
    await daysWithOpen(db, ids),
  ];
  const [total] = all;
  const of = (code: string | null): CloseBucket[] => {
    const own = differences.filter(({ processCode }) => processCode === code);
    return own.map(({ processCode: _, ...bucket }) => bucket);
  };
  return {
    ...sidesOf(total ?? {}),
    red: { count: readInt(total?.red_n), amount: fromFen(readFen(total?.red_fen)) },
    look: { count: readInt(total?.look_n), amount: fromFen(0n) },
    lookDays: byDay.filter(({ look }) => look).map(({ day }) => day),
    redDays: byDay.filter(({ red }) => red).map(({ day }) => day),
    forms: forms.map((row): CloseForm => {
      const processCode = String(row.process_code);
      return { processCode, formName: names.get(processCode) ?? '', ...sidesOf(row), buckets: of(processCode) };
    }),
    buckets: of(null),
  };
}

function sides(db: Pick<Database, 'query'>, ids: readonly string[], byForm: boolean): Promise<Row[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.query<Row>(
    `SELECT ${byForm ? 'process_code,' : ''} ${SIDES.map(sideSums).join(', ')}, SUM(red_n) AS red_n, ${sumOfFen('red_fen')} AS red_fen, SUM(look_n) AS look_n
     FROM statement_entry WHERE run_id IN (${placeholders(ids)}) ${byForm ? 'AND dingtalk_n + ledger_n + kingdee_n > 0 GROUP BY process_code ORDER BY process_code DESC' : ''}`,
    [...ids],
  );
}

async function daysWithOpen(
  db: Pick<Database, 'query'>,
  ids: readonly string[],
): Promise<{ day: string; look: boolean; red: boolean }[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<Row>(
    `SELECT r.day AS day, SUM(e.look_n) AS look_n, SUM(e.red_n) AS red_n FROM statement_run r JOIN statement_entry e ON e.run_id = r.id
     WHERE r.id IN (${placeholders(ids)}) GROUP BY r.day HAVING SUM(e.look_n) > 0 OR SUM(e.red_n) > 0 ORDER BY r.day`,
    [...ids],
  );
  return rows.map((row) => ({
    day: String(row.day),
    look: readInt(row.look_n) > 0,
    red: readInt(row.red_n) > 0,
  }));
}

/** `processCode` is null for the sum over all forms. */
async function buckets(
  db: Pick<Database, 'query'>,
  ids: readonly string[],
  gap: Gap,
): Promise<(CloseBucket & { processCode: string | null })[]> {
  if (ids.length === 0) return [];
  const { bucket, count, fen } = GAP_SQL[gap];
  const select = (form: string, by: string) =>
    `SELECT ${form} AS form, ${bucket} AS bucket, COUNT(*) AS n, SUM(${count}) AS more, ${sumOfFen(fen)} AS fen
     FROM statement_entry WHERE run_id IN (${placeholders(ids)}) AND ${bucket} IS NOT NULL GROUP BY ${by}${bucket} ORDER BY ${by}${bucket}`;
  const rows = [
    ...(await db.query<Row>(select('NULL', ''), [...ids])),
    ...(await db.query<Row>(select('process_code', 'process_code, '), [...ids])),
  ];
  return rows
    .map((row) => ({
      processCode: row.form == null ? null : String(row.form),
      gap,
      bucket: String(row.bucket),
      level: levelOf(gap, String(row.bucket)),
      entries: readInt(row.n),
      count: readInt(row.more),
      amount: fromFen(readFen(row.fen)),
    }))
    .sort((one, other) => WORST.indexOf(one.level) - WORST.indexOf(other.level));
}

function sidesOf(row: Row): Pick<CloseForm, 'dingtalk' | 'ledger' | 'kingdee'> {
  const side = (name: string): CountAndSum => {
    const unknown = readInt(row[`${name}_unknown`]);
    const sum = { count: readInt(row[`${name}_n`]), amount: fromFen(readFen(row[`${name}_fen`])) };
    return unknown > 0 ? { ...sum, unknown } : sum;
  };
  return { dingtalk: side('dingtalk'), ledger: side('ledger'), kingdee: side('kingdee') };
}

/** Returns processCode → the form's name, as the statement shows it. */
export async function formNames(db: Pick<Database, 'query'>): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ code: string; name: string }>(
    'SELECT process_code AS code, form_name AS name FROM scheme ORDER BY enabled, created_at',
  );
  return new Map(rows.map(({ code, name }) => [code, name]));
}
