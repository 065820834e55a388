import './at-ten.js';
import type { Analysis } from '@dingdee/shared/analysis';
import type { MadeToken, OpenPage } from '@dingdee/shared/api-token';
import { type BillPage, GROUPINGS, type ReasonGroups, type StageTotals } from '@dingdee/shared/bill';
import { STAGES } from '@dingdee/shared/bill-state';
import type { ClosePack } from '@dingdee/shared/close';
import type { Completeness } from '@dingdee/shared/completeness';
import { type DataExport, type DatasetPage, type DatasetRow, EXPORT_FORMATS } from '@dingdee/shared/data-export';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { Statement } from '@dingdee/shared/statement';
import { tableFromIPC } from '@uwdata/flechette';
import { readParquet } from 'parquet-wasm';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastMonths } from '../../server/src/close/close-month.js';
import { beijingDate, monthStart } from '../../server/src/domain/beijing-time.js';
import { balanceDays } from '../books/balance-books.js';
import { Books } from '../books/books.js';
import { KINDS, plant } from '../books/plantings.js';
import { closeSound, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { until } from './person.js';

/** One book in which bills stand everywhere, read by every way that shows a sum: what means the same is the same, to the cent. */
/** This one, which on the first is empty, and the last two full ones: in them stands what is compared, whatever day it is. */
const [THIS = '', MONTH = '', BEFORE = ''] = lastMonths(Date.now(), 3);
const DAY_MS = 86_400_000;
const FROM = beijingDate(monthStart(MONTH));
const TO = beijingDate(monthStart(MONTH, 1) - DAY_MS);
const YESTERDAY = beijingDate(Date.now() - DAY_MS);
const DAYS: string[] = [];
for (let at = monthStart(MONTH); at < monthStart(MONTH, 1); at += DAY_MS) DAYS.push(beijingDate(at));
let run: RunningOffice;
let books: Books;
let statements: Statement[];

beforeAll(async () => {
  run = await startOffice({
    settings: {
      STATEMENT_DAYS: '0',
      WATCH_INTERVAL_MS: '86400000',
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
    },
  });
  newApprovals(run, { count: 20, seed: 41 });
  await wholeWay(run);
  books = await Books.over(run, 500, Math.ceil((Date.now() - monthStart(BEFORE)) / DAY_MS));
  for (const month of [MONTH, BEFORE]) await plant(books, Object.keys(KINDS).length, 5, month);
  statements = await balanceDays([...new Set([...DAYS, YESTERDAY])], run.office.reviewer);
});
afterAll(() => closeSound(run, () => books?.db.close()));

const admin = () => run.office.admin;
/** Without the `unknown` that is only told where there are some. */
const same = ({ count, amount, unknown = 0 }: CountAndSum) => ({ count, amount, unknown });
function added(sums: readonly CountAndSum[]) {
  const fen = sums.reduce((sum, { amount }) => sum + toFen(amount), 0n);
  const [count, unknown] = [
    sums.reduce((n, each) => n + each.count, 0),
    sums.reduce((n, each) => n + (each.unknown ?? 0), 0),
  ];
  return { count, amount: fromFen(fen), unknown };
}
async function desk(narrowed: string) {
  const { total, sum, unknown = 0 } = await admin().get<BillPage>(`/api/bills?limit=1&${narrowed}`);
  return { count: total, amount: sum, unknown };
}
async function dataset(narrowed: string, of = 'bills') {
  const { totals } = await admin().get<DatasetPage>(`/api/datasets/${of}?limit=1&${narrowed}`);
  return { count: totals.rows, amount: totals.amount, unknown: totals.unknown ?? 0 };
}
/** Days as the desk, and as the datasets, are asked for them. */
const onDesk = (from: string, to: string) => `finishedFrom=${from}&finishedTo=${to}`;
const inSet = (from: string, to: string) => `from=${from}&to=${to}`;

it('every stage, group, organisation and day of the desk is the dataset’s', async () => {
  const tabs = await admin().get<StageTotals>('/api/bills/stages');
  expect(same(tabs.collected)).toEqual(await desk(''));
  expect(same(tabs.collected)).toEqual(await dataset(''));
  expect(added(tabs.stages)).toEqual(same(tabs.collected));
  expect(added(tabs.states)).toEqual(same(tabs.collected));
  expect(tabs.stages.filter(({ count }) => count > 0).length).toBeGreaterThan(5);
  for (const { stage, ...sum } of tabs.stages) {
    expect([stage, same(sum)]).toEqual([stage, await dataset(`stage=${stage}`)]);
    for (const by of GROUPINGS) {
      const { items } = await admin().get<ReasonGroups>(`/api/bills/groups?stage=${stage}&by=${by}`);
      // Work lists are put together; what is over is not.
      if (items.length > 0) expect([stage, by, added(items)]).toEqual([stage, by, same(sum)]);
    }
  }
  for (const org of ['101', '102'])
    expect(await desk(`orgNumber=${org}&${onDesk(FROM, TO)}`)).toEqual(await dataset(`org=${org}&${inSet(FROM, TO)}`));
});

it.each([
  ['last month', MONTH],
  ['the one before', BEFORE],
  ['this one, which 晨报 shows', THIS],
])('分析 of %s is the desk and the datasets of the same days', async (_, month) => {
  const told = await admin().get<Analysis>(`/api/analysis?month=${month}`);
  const [on, within] = [onDesk(told.from, told.to), inSet(told.from, told.to)];
  expect(same(told.collected.now)).toEqual(await desk(on));
  expect(same(told.collected.now)).toEqual(await dataset(within));
  expect(added(told.stages)).toEqual(same(told.collected.now));
  expect(told.stages.map(({ stage }) => stage).toSorted()).toEqual([...STAGES].toSorted());
  for (const { stage, ...sum } of told.stages) {
    expect([stage, same(sum)]).toEqual([stage, await desk(`stage=${stage}&${on}`)]);
    expect([stage, same(sum)]).toEqual([stage, await dataset(`stage=${stage}&${within}`)]);
  }
  expect(added(told.departments.map(({ now }) => now))).toEqual(same(told.collected.now));
  expect(added(told.costItems.map(({ now }) => now)).amount).toBe(told.collected.now.amount);
  expect(told.months.at(-1)).toMatchObject({ month, ...told.collected.now });
  expect(same(told.collected.before)).toEqual(await desk(onDesk(told.before.from, told.before.to)));
});

it('the statements of a month are its close pack, 采集, and for each day the desk and both ledgers', async () => {
  const { content } = await admin().get<ClosePack>(`/api/closes/${MONTH}`);
  const own = statements.filter(({ day }) => day.startsWith(MONTH));
  for (const side of ['dingtalk', 'ledger', 'kingdee'] as const) {
    const sums = own.flatMap((each) => (each.run ? [each.run[side]] : []));
    expect([side, added(sums)]).toEqual([side, same(content[side])]);
    expect([side, added(content.forms.map((form) => form[side]))]).toEqual([side, same(content[side])]);
    expect([side, added(own.flatMap(({ lines }) => lines.map((line) => line[side])))]).toEqual([
      side,
      same(content[side]),
    ]);
  }
  expect(same(content.ledger)).toEqual(await desk(onDesk(FROM, TO)));
  for (const { gap, bucket, amount, entries } of content.buckets) {
    const each = own.flatMap(({ buckets }) => buckets.filter((one) => one.gap === gap && one.bucket === bucket));
    const fen = each.reduce((sum, one) => sum + toFen(one.amount), 0n);
    expect([bucket, fromFen(fen), each.reduce((n, one) => n + one.entries, 0)]).toEqual([bucket, amount, entries]);
  }
  const { items } = await admin().get<Completeness>('/api/runs/days?days=62');
  const inKingdee = books.inKingdee();
  // Of the 62 it tells; on the 31st they just reach the first, and a midnight may pass meanwhile.
  const oldest = beijingDate(Date.now() - 60 * DAY_MS);
  for (const { day, run: of } of statements) {
    if (!of) throw new Error(`${day}: nothing has run`);
    expect([day, same(of.ledger)]).toEqual([day, await desk(onDesk(day, day))]);
    const named = items.filter((item) => item.day === day).map(({ finished }) => finished);
    if (day >= oldest) expect([day, added(named)]).toEqual([day, same(of.dingtalk)]);
    const { n = 0, fen = 0n } = inKingdee.get(day) ?? {};
    expect([day, of.kingdee.count, toFen(of.kingdee.amount)]).toEqual([day, n, fen]);
  }
});

it('every bill of the month is in the interface once, and its sum is the desk’s', async () => {
  const made = await admin().post<MadeToken>('/api/tokens', {
    name: '集团报表',
    datasets: ['bills'],
    orgs: [],
    until: beijingDate(Date.now() + 30 * DAY_MS),
  });
  const rows: DatasetRow[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const path = `/api/open/v1/bills?limit=100&${inSet(FROM, TO)}${next === '' ? '' : `&cursor=${next}`}`;
    const answer = await fetch(`${run.stack.url}${path}`, { headers: { authorization: `Bearer ${made.token}` } });
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as OpenPage;
    rows.push(...page.items);
    next = page.next;
  }
  expect(new Set(rows.map(({ billNo }) => billNo)).size).toBe(rows.length);
  expect(sumOfRows(rows.map(({ amount }) => amount))).toEqual(await desk(onDesk(FROM, TO)));
});

/** Cells as a file has them: a text with two decimals, or nothing. */
function sumOfRows(cells: readonly unknown[]) {
  const known = cells.filter((cell) => cell !== null && cell !== '');
  const fen = known.reduce((sum: bigint, cell) => sum + toFen(String(cell) as Amount), 0n);
  return { count: cells.length, amount: fromFen(fen), unknown: cells.length - known.length };
}
type Format = (typeof EXPORT_FORMATS)[number];
/** Bill number and amount of each row, in the order of the file; the readers know nothing of ours. */
const READERS: Readonly<
  Record<Format, (file: Buffer) => Promise<[string, string | null][]> | [string, string | null][]>
> = {
  json: (file) =>
    (JSON.parse(String(file)) as { rows: DatasetRow[] }).rows.map(({ billNo, amount }) => [
      String(billNo),
      amount as string | null,
    ]),
  csv: (file) =>
    String(file)
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','))
      .map(([billNo = '', amount = '']) => [billNo, amount === '' ? null : amount]),
  xlsx: async (file) =>
    ((await readSheet(file)) as unknown[][])
      .slice(1, -1)
      .map(([billNo, amount]) => [String(billNo), amount == null ? null : Number(amount).toFixed(2)]),
  // Arrow's own reader in Rust; ours is written by another hand, in JavaScript.
  parquet: (file) => {
    const table = tableFromIPC(readParquet(new Uint8Array(file)).intoIPCStream(), { useDecimalInt: true });
    const [numbers, amounts] = ['billNo', 'amount'].map((name) => [...(table.getChild(name) ?? [])] as unknown[]);
    return (numbers ?? []).map((billNo, at) => {
      const fen = amounts?.[at];
      return [String(billNo), fen == null ? null : fromFen(BigInt(String(fen)))];
    });
  },
};

it('one filter taken out as CSV, XLSX, JSON and Parquet carries the same rows and sums, Parquet read by another library', async () => {
  const files = new Map<Format, [string, string | null][]>();
  for (const format of EXPORT_FORMATS) {
    const asked = { dataset: 'bills', format, columns: ['billNo', 'amount'], filter: { from: FROM, to: TO } };
    const begun = await admin().post<DataExport>('/api/exports', asked);
    const done = await until(
      () => admin().get<DataExport>(`/api/exports/${begun.id}`),
      ({ state }) => state !== 'waiting' && state !== 'running',
    );
    const answer = await admin().raw('GET', `/api/exports/${done.id}/file`);
    files.set(format, await READERS[format](Buffer.from(await answer.arrayBuffer())));
  }
  const wanted = await desk(onDesk(FROM, TO));
  expect(wanted.unknown).toBeGreaterThan(0);
  for (const [format, rows] of files) {
    expect([format, sumOfRows(rows.map(([, amount]) => amount))]).toEqual([format, wanted]);
    expect([format, rows]).toEqual([format, files.get('json')]);
  }
});
