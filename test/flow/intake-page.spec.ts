import './at-ten.js';
import type { Completeness, DayApprovals, LeftOut } from '@dingdee/shared/completeness';
import type { CallBudget, IntakeRunPage, IntakeWays } from '@dingdee/shared/intake';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { enableScheme } from './enable-scheme.js';
import { collect } from './office.js';
import { until } from './person.js';

/** What the page 采集 is made of: today, by which way, by which reason, and what for; each line adds up. */
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '3600000', LOOK_BACK_INTERVAL_MS: '7200000', DINGTALK_MONTHLY_CALLS: '100000' },
  });
  newApprovals(run, { count: 20, seed: 3 });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const fen = (amount: string) => BigInt(amount.replace('.', ''));

it('today and all days add up by count and sum, and the reasons of today are those of what is left out', async () => {
  const { items, total, today, forms } = await run.office.reviewer.get<Completeness>('/api/runs/days?days=62');
  for (const sums of [...items, total, today]) {
    const parts = [sums.ledger, sums.leftOut, sums.settled, sums.unexplained, sums.reading];
    expect(parts.reduce((n, { count }) => n + count, 0)).toBe(sums.finished.count);
    expect(parts.reduce((n, { amount }) => n + fen(amount), 0n)).toBe(fen(sums.finished.amount));
  }
  expect(items.reduce((n, { finished }) => n + finished.count, 0)).toBe(total.finished.count);
  expect(items.reduce((n, { ledger }) => n + fen(ledger.amount), 0n)).toBe(fen(total.ledger.amount));
  expect(total.ledger.count).toBeGreaterThan(5);
  expect(today.reasons.reduce((n, { sum }) => n + sum.count, 0)).toBe(today.leftOut.count);
  expect(forms[0]).toHaveProperty('cutOverDate');
});

it('what is left out this month is told by reason, most first, and each reason lists its approvals', async () => {
  const { sum, reasons, from } = await run.office.reviewer.get<LeftOut>('/api/runs/left-out');
  expect(from).toMatch(/^\d{4}-\d\d-01$/);
  expect(reasons.reduce((n, each) => n + each.sum.count, 0)).toBe(sum.count);
  expect(reasons.reduce((n, each) => n + fen(each.sum.amount), 0n)).toBe(fen(sum.amount));
  const all = await run.office.reviewer.get<DayApprovals>('/api/runs/left-out/approvals');
  expect(all.total).toBe(sum.count);
  for (const { reason, sum: own } of reasons) {
    const of = await run.office.reviewer.get<DayApprovals>(
      `/api/runs/left-out/approvals?reason=${encodeURIComponent(reason)}`,
    );
    expect([of.total, ...new Set(of.items.map((each) => each.reason))]).toEqual([own.count, reason]);
  }
});

it('each reason of a run says how many and how much, and lists exactly these approvals', async () => {
  const { items } = await run.office.reviewer.get<IntakeRunPage>('/api/runs?limit=200');
  const reasons = items.flatMap(({ id, skipped }) => skipped.map((each) => ({ id, ...each })));
  expect(reasons.length).toBeGreaterThan(0);
  for (const { id, reason, count, amount, unknown = 0, listed } of reasons) {
    const of = await run.office.reviewer.get<DayApprovals>(
      `/api/runs/${id}/left-out?reason=${encodeURIComponent(reason)}`,
    );
    expect([of.total, of.items.length, ...new Set(of.items.map((each) => each.reason))]).toEqual([
      count,
      listed,
      reason,
    ]);
    expect(of.items.reduce((sum, each) => sum + fen(each.amount ?? '0.00'), 0n)).toBe(fen(amount));
    expect(of.items.filter((each) => each.amount === null)).toHaveLength(unknown);
  }
  expect((await run.office.reviewer.raw('GET', '/api/runs/nobody/left-out?reason=x')).status).toBe(404);
});

it('each way says what it saw and what became of it, and when it is due next', async () => {
  const { items, total } = await until(
    () => run.office.reviewer.get<IntakeWays>('/api/runs/ways'),
    (now) => now.total.reading === 0 && now.total.created > 0,
  );
  for (const way of [...items, total])
    expect(way.seen).toBe(way.created + way.known + way.skipped + way.failed + way.reading);
  for (const part of ['seen', 'created', 'known', 'skipped', 'failed'] as const)
    expect(items.reduce((n, way) => n + way[part], 0)).toBe(total[part]);
  expect(items.slice(0, 3).map(({ kind }) => kind)).toEqual(['event', 'head', 'look-back']);
  const manual = items.find(({ kind }) => kind === 'manual');
  expect(manual?.lastAt).toBeGreaterThan(Date.now() - 600_000);
  expect(manual?.nextAt).toBeNull();
  const head = items.find(({ kind }) => kind === 'head');
  expect(head?.nextAt).toBeGreaterThan(Date.now());
});

it('all of it is told of one scheme alone', async () => {
  const { schemeId, reviewer } = run.office;
  const code = run.stack.sandbox.dingtalk.processCodes.费用报销;
  const told = async (scheme: string, form: string | undefined) => {
    const [ways, runs, days, month, settled] = await Promise.all([
      reviewer.get<IntakeWays>(`/api/runs/ways?schemeId=${scheme}`),
      reviewer.get<IntakeRunPage>(`/api/runs?schemeId=${scheme}`),
      reviewer.get<Completeness>(`/api/runs/days?processCode=${form}`),
      reviewer.get<LeftOut>(`/api/runs/left-out?processCode=${form}`),
      reviewer.get<DayApprovals>(`/api/runs/settled?processCode=${form}`),
    ]);
    const next = ways.items.filter(({ nextAt, lastAt }) => nextAt !== null || lastAt !== null).length;
    const sums = [ways.total.seen, ways.forms.length, next, runs.total, days.forms.length, days.total.finished.count];
    return [...sums, month.sum.count, month.reasons.length, settled.total];
  };
  const mine = await told(schemeId, code);
  expect(mine.slice(0, 6).every((n) => n > 0)).toBe(true);
  expect(await told('another', 'PROC-ANOTHER')).toEqual(mine.map(() => 0));
});

it('each form says how late one of its approvals may be seen without events, and why where nothing is collected by itself', async () => {
  const ways = () => run.office.reviewer.get<IntakeWays>('/api/runs/ways');
  const { seenWithinMs, lookBackEveryMs } = await run.office.reviewer.get<CallBudget>('/api/runs/budget');
  const [form] = (await ways()).forms;
  expect(form).toMatchObject({ schemeId: run.office.schemeId, told: false, stopped: null, newWithinMs: seenWithinMs });
  expect(form?.lateWithinMs).toBe(form?.reachDays === 45 ? seenWithinMs : lookBackEveryMs);
  const path = `/api/schemes/${run.office.schemeId}`;
  const { version } = await run.office.admin.get<SchemeDetail>(path);
  await run.office.admin.post(`${path}/disable`, { version, reason: '金蝶在月结，先停一停' });
  expect((await ways()).forms).toEqual([]);
  await enableScheme(run.office.admin, run.office.schemeId);
  expect((await ways()).forms).toHaveLength(1);
});

it('what each API has answered is counted as DingTalk counts it, to the last call, and by purpose as well', async () => {
  const budget = () => run.office.reviewer.get<CallBudget>('/api/runs/budget');
  // Calls are counted a moment after they were made.
  const { byApi, byPurpose, used } = await until(
    budget,
    (now) => now.used === run.stack.sandbox.state.dingtalk.state.quota.used,
  );
  const theirs = run.stack.sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => !/gettoken|accessToken|\/user\/|department|auth\/scopes|microapp|gateway/.test(api))
    .map(({ api, total }) => ({ api, total }));
  expect(theirs.length).toBeGreaterThan(1);
  const ours = (api: string) => byApi.filter((each) => each.api === api).reduce((n, each) => n + each.used, 0);
  expect(theirs.map(({ api }) => ({ api, total: ours(api) }))).toEqual(theirs);
  expect(byApi.reduce((n, each) => n + each.used, 0)).toBe(used);
  for (const { purpose, used: all } of byPurpose)
    expect(byApi.filter((each) => each.purpose === purpose).reduce((n, each) => n + each.used, 0)).toBe(all);
});

it('runs are listed all, those that brought something, or those that failed, each with its own total', async () => {
  const list = (only?: 'new' | 'failed') =>
    run.office.reviewer.get<IntakeRunPage>(`/api/runs?limit=200${only ? `&only=${only}` : ''}`);
  const fault = { system: 'dingtalk', kind: 'http-500', api: 'instanceIds/query', times: 0 } as const;
  run.stack.sandbox.state.ctx.faults.add(fault);
  await run.office.admin.post('/api/runs', {});
  const failed = await until(
    () => list('failed'),
    ({ total }) => total > 0,
  );
  run.stack.sandbox.state.ctx.faults.clear();
  expect(failed.items.every(({ state, failed: each }) => state === 'failed' || each.length > 0)).toBe(true);
  const fresh = await list('new');
  expect(fresh.items.length).toBeGreaterThan(0);
  expect(fresh.items.every(({ created }) => created > 0)).toBe(true);
  expect(fresh.total).toBe(fresh.items.length);
  expect((await list()).total).toBeGreaterThanOrEqual(failed.total + fresh.total);
  expect((await run.office.reviewer.raw('GET', '/api/runs?only=some')).status).toBe(400);
});

it('the lists of a look-back are counted apart from those of head sweeps, and the plan says from which number on it is slower', async () => {
  const { byPurpose, used, limit, steps, events } = await run.office.reviewer.get<CallBudget>('/api/runs/budget');
  expect(byPurpose.find(({ purpose }) => purpose === 'look-back')?.used).toBeGreaterThan(0);
  expect(byPurpose.reduce((n, each) => n + each.used, 0)).toBe(used);
  expect([steps.slower.from, steps.scarce.from]).toEqual([limit * 0.7, limit * 0.9]);
  expect(steps.scarce.headEveryMs).toBe(6 * 3_600_000);
  expect(events.forecast).toBe(events.delivered === 0 ? 0 : expect.any(Number));
});
