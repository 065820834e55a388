import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import {
  GAPS,
  type Gap,
  levelOf,
  STATEMENT_STATES,
  type Statement,
  type StatementBucket,
  type StatementDays,
  type StatementEntries,
  type StatementEntryQuery,
  type StatementLine,
  type StatementRun,
  type StatementSides,
} from '@dingdee/shared/statement';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { BaseDataCatalog } from '../base-data/base-data-catalog.js';
import { clock } from '../database/clock.js';
import { readFen, readInt, sumOfFen } from '../database/columns.js';
import { Database } from '../database/database.js';
import { beijingDate, isDay } from '../domain/beijing-time.js';
import { maskText } from '../domain/bill/account-mask.js';
import { StatementDayError, StatementNotFoundError } from './statement.errors.js';
import { SIDES, sideSums } from './statement-store.js';

type Row = Record<string, unknown>;
const RUNS = `SELECT id, day, state, asked_name, created_at, ended_at, ${SIDES.map((side) => `${side}_n, ${side}_fen, ${side}_unknown`).join(', ')},
 red_n, red_fen, look_n, open_n, problem, proven, lease_until FROM statement_run`;
const MOST_RUNS = 50;
const BUCKET: Readonly<Record<Gap, string>> = { source: 'source_bucket', target: 'target_bucket' };
const ENDS: Readonly<Record<Gap, readonly [string, string]>> = {
  source: ['dingtalk', 'ledger'],
  target: ['ledger', 'kingdee'],
};
const told = z.object({
  sentence: z.optional(z.string()),
  next: z.optional(z.string()),
  lines: z.optional(z.array(z.object({ label: z.string(), sent: z.string(), now: z.nullable(z.string()) }))),
});

/** Reads a day's statement for people; every sum is computed by SQL over the entries of the run. */
@Injectable()
export class ShowStatement {
  constructor(
    private readonly db: Database,
    private readonly catalog: BaseDataCatalog,
  ) {}

  async days(days: number): Promise<StatementDays> {
    const from = beijingDate(clock.now() - (days - 1) * 86_400_000);
    const rows = await this.db.query<Row>(
      `${RUNS} r WHERE r.day >= ? AND r.state = 'done' AND NOT EXISTS (
         SELECT 1 FROM statement_run n WHERE n.day = r.day AND n.state = 'done' AND (n.created_at > r.created_at OR (n.created_at = r.created_at AND n.id > r.id)))
       ORDER BY r.day DESC`,
      [from],
    );
    return { items: rows.map(runOf) };
  }

  /** @throws StatementNotFoundError */
  async run(id: string): Promise<StatementRun> {
    const [row] = await this.db.query<Row>(`${RUNS} WHERE id = ?`, [id]);
    if (!row) throw new StatementNotFoundError();
    return runOf(row);
  }

  /** @throws StatementDayError */
  async show(day: string): Promise<Statement> {
    if (!isDay(day)) throw new StatementDayError();
    const rows = await this.db.query<Row>(
      `${RUNS} WHERE day = ? ORDER BY created_at DESC, id DESC LIMIT ${MOST_RUNS}`,
      [day],
    );
    const runs = rows.map(runOf).reverse();
    const done = runs.filter(({ state }) => state === 'done');
    const [run, first] = [done.at(-1) ?? null, await this.first(day)];
    const earlier = run && first && first !== run.id ? first : null;
    return {
      day,
      run,
      running: runs.find(({ state }) => state === 'running') ?? null,
      runs,
      buckets: run === null ? [] : (await Promise.all(GAPS.map((gap) => this.buckets(run.id, earlier, gap)))).flat(),
      lines: run === null ? [] : await this.lines(run.id),
      gone:
        // If one side was not read completely, a missing entry is not proven to be gone.
        run === null || earlier === null || run.problem !== null || !run.proven
          ? []
          : (await Promise.all(GAPS.map((gap) => this.gone(run.id, earlier, gap)))).flat(),
    };
  }

  /** Id of the day's first finished run; its entries are kept. */
  private async first(day: string): Promise<string | null> {
    const [row] = await this.db.query<{ id: string }>(
      "SELECT id FROM statement_run WHERE day = ? AND state = 'done' ORDER BY created_at, id LIMIT 1",
      [day],
    );
    return row?.id ?? null;
  }

  private async buckets(id: string, earlier: string | null, gap: Gap): Promise<StatementBucket[]> {
    const bucket = BUCKET[gap];
    const [left, right] = ENDS[gap];
    const rows = await this.db.query<Row>(
      `SELECT e.${bucket} AS bucket, COUNT(*) AS n, SUM(e.${right}_n - e.${left}_n) AS more,
         ${sumOfFen(`COALESCE(e.${right}_fen, 0) - COALESCE(e.${left}_fen, 0)`)} AS fen, SUM(${laterThan(gap, earlier)}) AS later
       FROM statement_entry e WHERE e.run_id = ? AND e.${bucket} IS NOT NULL GROUP BY e.${bucket} ORDER BY e.${bucket}`,
      [...(earlier === null ? [] : [earlier]), id],
    );
    const found = rows.map((row) => ({
      gap,
      bucket: String(row.bucket),
      level: levelOf(gap, String(row.bucket)),
      entries: readInt(row.n),
      count: readInt(row.more),
      amount: fromFen(readFen(row.fen)),
      later: readInt(row.later),
    }));
    const worst = ['way', 'look', 'red'];
    return found.sort((one, other) => worst.indexOf(one.level) - worst.indexOf(other.level));
  }

  private async gone(id: string, earlier: string, gap: Gap): Promise<Statement['gone']> {
    const bucket = BUCKET[gap];
    const rows = await this.db.query<Row>(
      `SELECT e.${bucket} AS bucket, COUNT(*) AS n FROM statement_entry e WHERE e.run_id = ? AND e.${bucket} IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM statement_entry n WHERE n.run_id = ? AND n.subject = e.subject AND n.${bucket} = e.${bucket}) GROUP BY e.${bucket} ORDER BY e.${bucket}`,
      [earlier, id],
    );
    // A bill that was under way and has gone on is not news.
    return rows
      .map((row) => ({ gap, bucket: String(row.bucket), entries: readInt(row.n) }))
      .filter((each) => levelOf(gap, each.bucket) !== 'way');
  }

  private async lines(id: string): Promise<StatementLine[]> {
    const [rows, forms] = await Promise.all([
      this.db.query<Row>(
        `SELECT process_code, org_number, ${SIDES.map(sideSums).join(', ')}, SUM(red_n) AS red_n, ${sumOfFen('red_fen')} AS red_fen
         FROM statement_entry WHERE run_id = ? AND dingtalk_n + ledger_n + kingdee_n > 0 GROUP BY process_code, org_number ORDER BY process_code DESC, org_number`,
        [id],
      ),
      this.formNames(),
    ]);
    return rows.map((row) => ({
      processCode: String(row.process_code),
      formName: forms.get(String(row.process_code)) ?? '',
      orgNumber: String(row.org_number),
      orgName: this.orgName(row.org_number),
      ...sidesOf(row),
      red: { count: readInt(row.red_n), amount: fromFen(readFen(row.red_fen)) },
    }));
  }

  /** @throws StatementNotFoundError if the run does not exist, or its entries are no longer kept. */
  async entries(id: string, { gap, bucket, cursor, limit }: StatementEntryQuery): Promise<StatementEntries> {
    const run = await this.run(id);
    const first = await this.first(run.day);
    const earlier = first === null || first === id ? null : first;
    const of = `FROM statement_entry e WHERE e.run_id = ? AND e.${BUCKET[gap]} = ?`;
    const [counted] = await this.db.query<{ n: unknown }>(`SELECT COUNT(*) AS n ${of}`, [id, bucket]);
    const rows = await this.db.query<Row>(
      `SELECT e.*, ${laterThan(gap, earlier)} AS later ${of} AND e.seq > ? ORDER BY e.seq LIMIT ${limit}`,
      [...(earlier === null ? [] : [earlier]), id, bucket, Number(cursor ?? -1)],
    );
    const forms = await this.formNames();
    const last = rows.at(-1);
    return {
      items: rows.map((row) => {
        const { sentence, next, lines } = told.parse(JSON.parse(String(row.told)));
        const side = (name: string) =>
          row[`${name}_n`] === 0 && readFen(row[`${name}_fen`]) === 0n ? null : amountOf(row[`${name}_fen`]);
        return {
          billId: orNull(row.bill_id),
          processInstanceId: orNull(row.process_instance_id),
          businessId: orNull(row.business_id),
          billNo: orNull(row.bill_no),
          payee: maskText(String(row.payee)),
          formName: forms.get(String(row.process_code)) ?? '',
          orgName: this.orgName(row.org_number),
          dingtalk: side('dingtalk'),
          ledger: side('ledger'),
          kingdee: side('kingdee'),
          sentence: sentence ?? null,
          next: next ?? null,
          lines: lines ?? [],
          later: readInt(row.later) === 1,
        };
      }),
      next: last && rows.length === limit ? String(last.seq) : null,
      total: readInt(counted?.n),
    };
  }

  private orgName(number: unknown): string {
    const org = String(number);
    return org === '' ? '' : this.catalog.nameOf('organisation', org, '');
  }

  private async formNames(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.query<{ code: string; name: string }>(
      'SELECT process_code AS code, form_name AS name FROM scheme ORDER BY enabled, created_at',
    );
    return new Map(rows.map(({ code, name }) => [code, name]));
  }
}

/** SQL: 1 if the run `earlier` (one parameter) does not have the same difference. */
const laterThan = (gap: Gap, earlier: string | null): string =>
  earlier === null
    ? '0'
    : `CASE WHEN EXISTS (SELECT 1 FROM statement_entry f WHERE f.run_id = ? AND f.subject = e.subject AND f.${BUCKET[gap]} = e.${BUCKET[gap]}) THEN 0 ELSE 1 END`;

const orNull = (value: unknown): string | null => (value == null ? null : String(value));
const amountOf = (fen: unknown) => (fen == null ? null : fromFen(readFen(fen)));

function sideOf(row: Row, side: string): CountAndSum {
  const unknown = readInt(row[`${side}_unknown`]);
  return {
    count: readInt(row[`${side}_n`]),
    amount: fromFen(readFen(row[`${side}_fen`])),
    ...(unknown > 0 ? { unknown } : {}),
  };
}
const sidesOf = (row: Row): StatementSides => ({
  dingtalk: sideOf(row, 'dingtalk'),
  ledger: sideOf(row, 'ledger'),
  kingdee: sideOf(row, 'kingdee'),
});

function runOf(row: Row): StatementRun {
  const state = STATEMENT_STATES.find((each) => each === row.state) ?? 'failed';
  return {
    id: String(row.id),
    day: String(row.day),
    // The lease ran out: no process works on the run any more.
    state: state === 'running' && readInt(row.lease_until) < clock.now() ? 'failed' : state,
    startedAt: readInt(row.created_at),
    endedAt: row.ended_at == null ? null : readInt(row.ended_at),
    byName: orNull(row.asked_name),
    ...sidesOf(row),
    red: { count: readInt(row.red_n), amount: fromFen(readFen(row.red_fen)) },
    look: readInt(row.look_n),
    open: readInt(row.open_n),
    problem: orNull(row.problem),
    proven: readInt(row.proven) === 1,
  };
}
