import './at-ten.js';
import {
  ANALYSIS_BARS,
  type Analysis,
  type AnalysisBar,
  type AnalysisBarKind,
  type AnalysisBills,
  type FirstPasses,
} from '@dingdee/shared/analysis';
import type { BillPage } from '@dingdee/shared/bill';
import type { DatasetPage } from '@dingdee/shared/data-export';
import { fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commentsSettled, confirmPush, newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect } from './office.js';
import { withoutAmount } from './without-amount.js';

/** 分析 says what the desk, the datasets and Kingdee say, and every bar opens exactly its bills. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', CHECK_UP_INTERVAL_MS: '0' },
  });
  newApprovals(run, { count: 14, seed: 71 });
  await collect(run.office);
  await approveAll(run.office);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  newApprovals(run, { count: 10, seed: 72 });
  withoutAmount(newApprovals(run, { count: 2, seed: 73 }));
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const show = (query = '') => admin().get<Analysis>(`/api/analysis${query}`);
const fen = (sums: readonly CountAndSum[]): bigint => sums.reduce((whole, { amount }) => whole + toFen(amount), 0n);
const behind = (by: AnalysisBarKind, key: string, query = '') =>
  admin().get<AnalysisBills>(`/api/analysis/bills?by=${by}&key=${encodeURIComponent(key)}&limit=200${query}`);
const isSame = ({ count, amount, unknown }: CountAndSum, { sum }: AnalysisBills) =>
  expect(sum).toEqual({ count, amount, ...(unknown ? { unknown } : {}) });

it('a number that means the same is the same on 分析, the desk, the datasets and in Kingdee', async () => {
  const told = await show();
  const days = `from=${told.from}&to=${told.to}`;
  const desk = async (narrowed = ''): Promise<CountAndSum> => {
    const dates = `finishedFrom=${told.from}&finishedTo=${told.to}`;
    const { total, sum } = await admin().get<BillPage>(`/api/bills?limit=1&${dates}${narrowed}`);
    return { count: total, amount: sum };
  };
  expect(told.collected.now).toMatchObject(await desk());
  for (const { stage, ...sum } of told.stages) expect(sum).toMatchObject(await desk(`&stage=${stage}`));
  expect(told.months.at(-1)).toEqual({ month: told.month, ...told.collected.now });
  const { totals } = await admin().get<DatasetPage>(`/api/datasets/bills?${days}`);
  expect({ rows: told.collected.now.count, amount: told.collected.now.amount, unknown: 2 }).toEqual(totals);

  const lines = await admin().get<DatasetPage>(`/api/datasets/lines?${days}`);
  const byLine = told.costItems.filter(({ key }) => key !== '' && key !== '-');
  expect(byLine.length).toBeGreaterThan(2);
  expect(fromFen(fen(byLine.map(({ now }) => now)))).toBe(lines.totals.amount);

  const booked = run.stack.sandbox.state.kingdee.ledger.report();
  const keys = new Set(booked.map(({ thirdBillNo }) => thirdBillNo));
  expect(keys.size).toBeGreaterThan(3);
  const before = told.months.at(-2)?.month;
  const [now, earlier] = [told, await show(`?month=${before}`)];
  expect(now.booked.now.count + earlier.booked.now.count).toBe(keys.size);
  const kingdee = booked.reduce((whole, { total }) => whole + toFen(parseAmount(total) ?? fromFen(0n)), 0n);
  expect(fen([now.booked.now, earlier.booked.now])).toBe(kingdee);
});

it('cost items and departments each add up to the whole, to the cent, now and before', async () => {
  const told = await show();
  for (const side of ['now', 'before'] as const)
    for (const bars of [told.costItems, told.departments]) {
      expect(fromFen(fen(bars.map((bar: AnalysisBar) => bar[side])))).toBe(told.collected[side].amount);
      const sums = bars.filter(({ key }) => key !== '' && key !== '-').map(({ now }) => toFen(now.amount));
      expect(sums).toEqual(sums.toSorted((a, b) => (a > b ? -1 : 1)));
    }
});

it('every bar opens its bills, whose list and total are the bar', async () => {
  const told = await show();
  const bars: [AnalysisBarKind, string, CountAndSum][] = [
    ['all', '', told.collected.now],
    ...told.stages.map(({ stage, ...sum }): [AnalysisBarKind, string, CountAndSum] => ['stage', stage, sum]),
    ...told.costItems.map(({ key, now }): [AnalysisBarKind, string, CountAndSum] => ['cost', key, now]),
    ...told.departments.map(({ key, now }): [AnalysisBarKind, string, CountAndSum] => ['department', key, now]),
  ];
  for (const [by, key, bar] of bars) {
    const answer = await behind(by, key);
    isSame(bar, answer);
    expect(answer.items).toHaveLength(bar.count);
    expect(fromFen(answer.items.reduce((sum, { amount }) => sum + (amount === null ? 0n : toFen(amount)), 0n))).toBe(
      bar.amount,
    );
  }
  expect(told.waits.reduce((sum, { count }) => sum + count, 0)).toBe(told.booked.now.count);
  for (const { wait, count } of told.waits) expect((await behind('wait', wait)).total).toBe(count);
  expect((await behind('once', 'once')).total).toBe(told.firstPass.now.once);
  const { once, booked } = told.firstPass.now;
  expect((await behind('once', 'touched')).total).toBe(booked - once);
  for (const { userId, approved, held, pushed } of told.people) {
    expect((await behind('approved', userId)).total).toBe(approved);
    expect((await behind('held', userId)).total).toBe(held);
    expect((await behind('pushed', userId)).total).toBe(pushed);
  }
  expect(told.people.map(({ userId }) => userId)).toContain(run.office.pusher.userId);
  for (const by of ANALYSIS_BARS)
    expect((await behind(by, '没有这个')).total).toBe(
      by === 'all' ? told.collected.now.count : by === 'once' ? once : 0,
    );
  const first = await admin().get<AnalysisBills>('/api/analysis/bills?by=all&limit=1');
  const second = await admin().get<AnalysisBills>(`/api/analysis/bills?by=all&limit=1&cursor=${first.next}`);
  const whole = await behind('all', '');
  expect([...first.items, ...second.items]).toEqual(whole.items.slice(0, 2));
});

it('what is booked has a time that half of it was booked in, and was not touched', async () => {
  const told = await show();
  expect(told.firstPass.now.booked).toBe(told.booked.now.count);
  expect(told.firstPass.now.once).toBe(told.booked.now.count);
  expect(told.toBooked.now).toBeGreaterThan(0);
  for (const { now } of told.stretches) expect(now).not.toBeNull();
});

it('a scheme says how many of its booked bills of thirty days nobody touched', async () => {
  const { from, to, items } = await admin().get<FirstPasses>('/api/analysis/first-pass');
  expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe(29);
  const { total } = await admin().get<BillPage>(`/api/bills?limit=1&stage=booked&finishedFrom=${from}`);
  expect(total).toBeGreaterThan(0);
  expect(items).toEqual([{ schemeId: run.office.schemeId, once: total, booked: total }]);
});

it('a bill that a person sets aside is counted there at once, and its day is added up again', async () => {
  const before = await show();
  const { items } = await admin().get<BillPage>(
    `/api/bills?stage=review&finishedFrom=${before.from}&finishedTo=${before.to}`,
  );
  const [bill] = items;
  if (!bill) throw new Error('nothing to review');
  await run.office.reviewer.post(`/api/bills/${bill.id}/hold`, { version: bill.version, reason: '等申请人补发票' });
  const now = await show();
  const stage = (told: Analysis, name: string) => told.stages.find((each) => each.stage === name)?.count ?? 0;
  expect(stage(now, 'held')).toBe(stage(before, 'held') + 1);
  expect(stage(now, 'review')).toBe(stage(before, 'review') - 1);
  expect(now.people.find(({ userId }) => userId === run.office.reviewer.userId)?.held).toBe(1);
  expect(now.collected).toEqual(before.collected);
});

it('an organisation and a form narrow it as they narrow the desk; a month that has not begun is refused', async () => {
  const whole = await show();
  const { items } = await admin().get<BillPage>('/api/bills?limit=1');
  const org = items[0]?.orgNumber ?? '';
  const told = await show(`?org=${org}`);
  const desk = await admin().get<BillPage>(
    `/api/bills?limit=1&orgNumber=${org}&finishedFrom=${whole.from}&finishedTo=${whole.to}`,
  );
  expect(told.collected.now).toMatchObject({ count: desk.total, amount: desk.sum });
  expect(desk.total).toBeLessThan(whole.collected.now.count);
  isSame(told.collected.now, await behind('all', '', `&org=${org}`));
  expect((await show('?schemeId=none')).collected.now.count).toBe(0);
  const refused = await admin().raw('GET', '/api/analysis?month=2099-01');
  expect([refused.status, ((await refused.json()) as { type: string }).type]).toEqual([
    422,
    '/problems/analysis/month',
  ]);
});
