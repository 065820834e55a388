import { loadavg } from 'node:os';
import type { Analysis, AnalysisBarKind } from '@dingdee/shared/analysis';
import type { ClosePack } from '@dingdee/shared/close';
import type { StatementDays } from '@dingdee/shared/statement';
import { Person } from '../flow/person.js';
import { placeOf } from './bench-place.js';
import { type ManyBills, overManyBills } from './many-bills.js';
import { pastWork } from './past-work.js';
import { atMost, spread } from './quantiles.js';

const DAY_MS = 86_400_000;
const MOST_MS = 500;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 40);
/** Number of days, a year and a day, so that every month of the list of closes has data. */
const DAYS = Number(process.env.BENCH_DAYS ?? 366);
const CLOSED_MONTHS = 12;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
/** Returns the beginning of today in Beijing, in Unix ms. */
const today = (): number => Math.floor((Date.now() + 28_800_000) / DAY_MS) * DAY_MS - 28_800_000;
const monthOf = (at: number): string => new Date(at + 28_800_000).toISOString().slice(0, 7);

/** Makes every request of 分析, 晨报, 对账 and 月结 one after the other, and runs the plain sums in the database alone for comparison. */
class Dashboards {
  private over: string[] = [];

  constructor(
    private readonly many: ManyBills,
    private readonly reviewer: Person,
  ) {}

  async measure(name: string, path: string): Promise<void> {
    const first = performance.now();
    await this.reviewer.get(path);
    const cold = performance.now() - first;
    const taken: number[] = [];
    const cpu = this.many.server.cpuSeconds();
    for (let round = 0; round < ROUNDS; round += 1) {
      const from = performance.now();
      await this.reviewer.get(path);
      taken.push(performance.now() - from);
    }
    const each = ((this.many.server.cpuSeconds() - cpu) * 1000) / ROUNDS;
    const late = atMost(taken, 0.99) > MOST_MS;
    if (late) this.over.push(name);
    say(
      `  ${name.padEnd(30)} first ${Math.round(cold).toString().padStart(5)}  ${spread(taken)}, processor ${Math.round(each)} ms each${late ? `  MORE THAN ${MOST_MS}` : ''}`,
    );
  }

  async bare(name: string, sql: string): Promise<void> {
    const taken: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const from = performance.now();
      await this.many.source.query(sql);
      taken.push(performance.now() - from);
    }
    say(
      `    bare: ${name.padEnd(28)} best ${Math.round(Math.min(...taken))}  most ${Math.round(Math.max(...taken))} ms`,
    );
  }

  get late(): string {
    return this.over.length === 0
      ? `all within ${MOST_MS} ms (p99)`
      : `MORE THAN ${MOST_MS} ms: ${this.over.join(', ')}`;
  }
}

async function analysis(the: Dashboards, reviewer: Person, month: string): Promise<void> {
  await the.measure(`分析 ${month}`, `/api/analysis?month=${month}`);
  const found = await reviewer.get<Analysis>(`/api/analysis?month=${month}`);
  const behind = (by: AnalysisBarKind, key = '') =>
    the.measure(`  behind ${by} ${key}`.slice(0, 30), `/api/analysis/bills?${new URLSearchParams({ month, by, key })}`);
  await behind('all');
  await behind('stage', 'booked');
  await behind('stage', 'mapping');
  await behind('cost', found.costItems[0]?.key ?? '');
  await behind('department', found.departments[0]?.key ?? '');
  await behind('wait', '3');
  await behind('once', 'once');
  await behind('once', 'touched');
  for (const { cause } of found.left.slice(0, 1)) await behind('left', cause);
  for (const { userId } of found.people.slice(0, 1)) {
    await behind('approved', userId);
    await behind('pushed', userId);
    await behind('held', userId);
  }
  await behind('trouble', 'failed');
}

/** Writes a close pack that two people signed, as the program freezes it: the content as answered, and the rows behind it. */
async function closeByHand({ source }: ManyBills, kind: 'sqlite' | 'mariadb', pack: ClosePack): Promise<void> {
  const id = `bench-pack-${pack.month}`;
  await source.insert('close_pack', [
    { id, month: pack.month, round: 1, version: 3, content: JSON.stringify(pack.content), closed_at: Date.now() },
  ]);
  await source.insert(
    'close_signature',
    (['prepare', 'confirm'] as const).map((hand) => ({
      pack_id: id,
      hand,
      user_id: hand,
      user_name: hand,
      hash: pack.hash,
      signed_at: Date.now(),
    })),
  );
  await source.query(
    `INSERT INTO close_entry (pack_id, run_id, seq, day, subject, process_code, bill_id, business_id, bill_no, payee, dingtalk_n, dingtalk_fen,
       ledger_n, ledger_fen, kingdee_n, kingdee_fen, source_bucket, target_bucket, state_kind, reached, base_fen)
     SELECT '${id}', e.run_id, e.seq, r.day, e.subject, e.process_code, e.bill_id, e.business_id, e.bill_no, e.payee, e.dingtalk_n, e.dingtalk_fen,
       e.ledger_n, e.ledger_fen, e.kingdee_n, e.kingdee_fen, e.source_bucket, e.target_bucket,
       CASE WHEN b.state_kind = 'written-back' THEN 'booked' ELSE b.state_kind END, b.reached, b.base_fen
     FROM statement_entry e JOIN statement_run r ON r.id = e.run_id LEFT JOIN bill b ON b.id = e.bill_id WHERE r.id LIKE 'bench-run-%' AND r.day LIKE '${pack.month}-%'`,
  );
  await source.query(
    `INSERT INTO close_accrual (pack_id, bill_id, org_number, cost_item, business_id, bill_no, payee, finished_at, state_kind, base_fen)
     SELECT '${id}', id, org_number, '[]', business_id, bill_no, payee, finished_at, state_kind, base_fen FROM bill
     WHERE finished_at < ${Date.parse(`${pack.month}-28T00:00:00+08:00`)} AND state_since >= ${Date.parse(`${pack.month}-28T00:00:00+08:00`)}`,
  );
  if (kind === 'mariadb') await source.query('ANALYZE TABLE close_entry, close_accrual');
}

const run = (kind: 'sqlite' | 'mariadb', count: number): Promise<void> =>
  overManyBills(
    kind,
    count,
    async (many) => {
      const { sandbox, server, office } = many;
      const reviewer = await Person.login(placeOf(sandbox.line, server.url, server.log), office.reviewer.userId);
      const the = new Dashboards(many, reviewer);
      const [now, last] = [monthOf(Date.now()), monthOf(Date.parse(`${monthOf(Date.now())}-01T00:00:00+08:00`) - 1)];
      say(`${kind}, ${count} bills over ${DAYS} days, load ${loadavg()[0]?.toFixed(1)}`);
      await the.measure('晨报 (phone, 分析 of now)', '/api/analysis');
      await analysis(the, reviewer, last);
      await the.measure(`分析 ${now}`, `/api/analysis?month=${now}`);
      const range = [`${last}-01T00:00:00+08:00`, `${now}-01T00:00:00+08:00`].map((at) => Date.parse(at));
      const within = `finished_at >= ${range[0]} AND finished_at < ${range[1]}`;
      await the.bare(
        'states of a month',
        `SELECT state_kind, COUNT(*), SUM(base_fen) FROM bill WHERE ${within} GROUP BY state_kind`,
      );
      await the.bare(
        'departments of a month',
        `SELECT department, COUNT(*), SUM(base_fen) FROM bill WHERE ${within} GROUP BY department`,
      );
      await the.bare(
        'hands of a month',
        `SELECT a.actor, COUNT(DISTINCT b.id) FROM bill b JOIN audit a ON a.subject_id = b.id WHERE b.finished_at >= ${range[0]} AND b.finished_at < ${range[1]} GROUP BY a.actor`,
      );
      await the.measure('对账 14 days', '/api/statements');
      await the.measure('对账 62 days', '/api/statements?days=62');
      const { items } = await reviewer.get<StatementDays>('/api/statements?days=62');
      const newest = items[0];
      if (newest) {
        await the.measure('对账 a day', `/api/statements/${newest.day}`);
        await the.measure('对账 entries', `/api/statement-runs/${newest.id}/entries?gap=target&bucket=review`);
        await the.bare(
          'a day',
          `SELECT target_bucket, COUNT(*), SUM(ledger_fen) FROM statement_entry WHERE run_id = '${newest.id}' GROUP BY target_bucket`,
        );
      }
      const months = Array.from({ length: CLOSED_MONTHS }, (_, at) => monthOf(monthsAgo(at + 1)));
      await the.measure(`月结 ${last}, open`, `/api/closes/${last}`);
      await the.measure(`月结 ${months.at(-1)}, open`, `/api/closes/${months.at(-1)}`);
      await the.measure('月结 暂估, open', `/api/closes/${last}/accruals`);
      for (const month of months) await closeByHand(many, kind, await reviewer.get<ClosePack>(`/api/closes/${month}`));
      await the.measure('月结 months, all closed', '/api/closes');
      await the.measure(`月结 ${last}, closed`, `/api/closes/${last}`);
      await the.measure(`月结 ${months.at(-1)}, closed`, `/api/closes/${months.at(-1)}`);
      await the.measure('月结 暂估, closed', `/api/closes/${last}/accruals`);
      await the.measure('月结 签字后变动', `/api/closes/${last}/changes`);
      await the.bare(
        'lines of a month',
        `SELECT COUNT(*), SUM(ledger_fen) FROM close_entry WHERE pack_id = 'bench-pack-${last}'`,
      );
      say(`  ${the.late}, load ${loadavg()[0]?.toFixed(1)}`);
    },
    'lean',
    (source) => pastWork(source, kind, today(), DAYS),
  );

/** Returns a time in the month `back` months before this one, in Unix ms. */
function monthsAgo(back: number): number {
  const [year = 0, month = 0] = monthOf(Date.now()).split('-').map(Number);
  return Date.UTC(year, month - 1 - back, 15);
}

export async function dashboards(count: number): Promise<void> {
  if (process.env.BENCH_SQLITE !== 'off') await run('sqlite', count);
  if (process.env.TEST_DATABASE_URL) await run('mariadb', count);
}
