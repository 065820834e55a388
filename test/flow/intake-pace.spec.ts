import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CallMeter } from '../../server/src/connectors/dingtalk/call/call-meter.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** How often is swept when something stands in the way, by DingTalk's count of the calls. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DETAIL = 'workflow/processInstances';
const FILES = 'processInstances/spaces/files';

let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  // The last day of a month has a pace of its own.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 10, 2) });
  sandbox = await startSandbox({ approvals: 20, qps: 0 });
  database = await migratedDatabase();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

const lists = () =>
  sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /instanceIds\/query$/.test(api))
    .reduce((sum, { total }) => sum + total, 0);

/** A month of which nine tenths are used: the fewest sweeps are what is planned. */
const SCARCE = { monthly: '1000', used: 905 };
const PLENTY = { monthly: '100000', used: 0 };

/** @param used calls of the month, for something else. */
async function given(settings: Record<string, string>, used = 0) {
  await putScheme(database.db, 's1', schemeContentFor(sandbox.dingtalk.processCodes.费用报销 ?? ''));
  const parts = intakeParts(database.db, sandbox, { DINGTALK_CONCURRENCY: '2', ...settings });
  for (let calls = 0; calls < used; calls++) parts.meter.count('file', '/download');
  await parts.schedule.onApplicationBootstrap();
  const sweep = () => parts.wakes.work.get('sweep')?.() ?? Promise.resolve();
  /** As the timer of SWEEP_INTERVAL_MS does it. */
  const pass = async (ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      vi.setSystemTime(Date.now() + 15 * MINUTE);
      await sweep();
    }
  };
  return { ...parts, sweep, pass };
}

it('sweeps that break off again and again are tried ever later, down to what the month allows, and as planned once they come through', async () => {
  const { sweep, pass, runs } = await given({ DINGTALK_MONTHLY_CALLS: SCARCE.monthly }, SCARCE.used);
  await sweep();
  sandbox.state.dingtalk.generate({ count: 3, seed: 5 });
  sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'permission-denied', api: DETAIL, times: 0 });
  const before = lists();
  await pass(24 * HOUR);
  // Nine tenths are used: four head sweeps a day are what is planned.
  expect(lists() - before).toBeLessThanOrEqual(12);
  sandbox.state.ctx.faults.clear();
  await pass(7 * HOUR);
  const { items } = await runs.page({ limit: 1 });
  expect(items[0]).toMatchObject({ state: 'done' });
});

it.each([PLENTY, SCARCE])(
  'one that broke off once is tried again at the next look, with $used of $monthly calls used',
  async ({ monthly, used }) => {
    const { sweep, pass, runs } = await given({ DINGTALK_MONTHLY_CALLS: monthly }, used);
    sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'permission-denied', api: 'instanceIds/query', times: 1 });
    await sweep();
    await pass(15 * MINUTE);
    const { items } = await runs.page({ limit: 2 });
    expect(items.map(({ state }) => state)).toEqual(['done', 'failed']);
  },
);

it('new launches are looked for while a look-back breaks off again and again', async () => {
  const { sweep, pass, runs, plan } = await given({ DINGTALK_MONTHLY_CALLS: '100000' });
  await sweep();
  const listed = vi.spyOn(plan, 'reachOf');
  await database.db.inTransaction((tx) => tx.query('UPDATE intake_run SET started_at = started_at - ?', [2 * HOUR]));
  for (const kind of ['look-back', 'look-back', 'look-back'] as const)
    await database.db.inTransaction(async (tx) => {
      const id = await runs.open(tx, 's1', kind);
      await tx.query("UPDATE intake_run SET state = 'failed', calls = 9 WHERE id = ?", [id]);
    });
  await pass(15 * MINUTE);
  expect(listed).toHaveBeenCalledOnce();
});

it('a quota that was refused for files stops no sweep', async () => {
  const { pass, dingtalk, health } = await given({ DINGTALK_MONTHLY_CALLS: '100000' });
  sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'quota', api: FILES, times: 0 });
  await dingtalk.fileLink('any', 'any').catch(() => undefined);
  expect(health.current().state).toBe('trouble');
  const before = lists();
  await pass(2 * HOUR);
  expect(lists() - before).toBeGreaterThan(4);
});

it('a quota that was refused is asked for again after six hours: calls that were bought are used without a restart', async () => {
  const { sweep, pass, runs } = await given({ DINGTALK_MONTHLY_CALLS: '100000' });
  await sweep();
  sandbox.state.dingtalk.generate({ count: 3, seed: 5 });
  const fault = sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'quota', api: DETAIL, times: 0 });
  await pass(15 * MINUTE);
  const before = lists();
  await pass(4 * HOUR);
  expect(lists()).toBe(before);
  sandbox.state.ctx.faults.clear(fault.id);
  await pass(3 * HOUR);
  const { items } = await runs.page({ limit: 1 });
  expect(items[0]).toMatchObject({ state: 'done' });
  await pass(HOUR);
  expect(lists() - before).toBeGreaterThan(3);
});

it('that no look-back came through is told two days after it was due, also where they are half a month apart', async () => {
  const { sweep, gaps, plan } = await given({ DINGTALK_MONTHLY_CALLS: SCARCE.monthly }, SCARCE.used);
  vi.spyOn(CallMeter.prototype, 'current').mockResolvedValue({
    month: '2026-11',
    used: SCARCE.used,
    total: SCARCE.used,
    others: null,
    byPurpose: {},
  });
  await sweep();
  const { lookBackEveryMs } = await plan.run();
  expect(lookBackEveryMs).toBe(15 * 24 * HOUR);
  const start = Date.now();
  vi.setSystemTime(start + 13 * 24 * HOUR);
  expect(await gaps.show()).toEqual([]);
  vi.setSystemTime(start + 18 * 24 * HOUR);
  expect(await gaps.show()).toMatchObject([{ schemeId: 's1', lookBackUntil: expect.any(Number) }]);
});

it('what a look-back has read is unread no more, and the plan knows it at once', async () => {
  const { sweep, pass, plan } = await given({ DINGTALK_MONTHLY_CALLS: PLENTY.monthly });
  for (const each of sandbox.state.dingtalk.state.approvals.all())
    if (each.finishedAt !== undefined) each.createdAt = each.finishedAt - 10 * 24 * HOUR;
  await sweep();
  const unread = async () => (await plan.formLoads())[0]?.unread;
  expect(await unread()).toBeCloseTo(0);
  vi.setSystemTime(Date.now() + 10 * 24 * HOUR);
  expect(await unread()).toBeGreaterThan(1);
  await sweep();
  expect(await unread()).toBeCloseTo(0);
  await pass(HOUR);
  expect(await unread()).toBeLessThan(1);
});

it('whoever presses 现在采集 again and again spends no more than a twentieth of the month on nothing; an administrator is not kept from it', async () => {
  const { start, runs } = await given({ DINGTALK_MONTHLY_CALLS: '1000' });
  const press = async (role: 'pusher' | 'admin') => {
    const [run] = await start.start(null, { userId: role, name: role, roles: [role] });
    await vi.waitFor(async () => expect((await runs.byIds([run?.id ?? '']))[0]?.state).toBe('done'), 10_000);
  };
  // What brings bills is counted for nobody.
  await press('pusher');
  const before = lists();
  const pressing = async () => {
    for (let i = 0; i < 200; i++) await press('pusher');
  };
  await expect(pressing()).rejects.toMatchObject({ code: 'intake/asked-enough', status: 409 });
  expect(lists() - before).toBeGreaterThanOrEqual(50);
  expect(lists() - before).toBeLessThanOrEqual(60);
  await press('admin');
  vi.setSystemTime(Date.now() + 25 * HOUR);
  await press('pusher');
});

it('many who look at the month at once have what comes of each form counted once', async () => {
  const { plan, sweep } = await given({});
  sandbox.state.dingtalk.generate({ count: 3, seed: 6 });
  await sweep();
  // Whoever comes late, on a slow database, finds what the first has counted; earlier counts are old by then.
  vi.setSystemTime(Date.now() + 2 * HOUR);
  const asked = vi.spyOn(database.db, 'query');
  await Promise.all(Array.from({ length: 30 }, () => plan.show()));
  expect(asked.mock.calls.filter(([sql]) => /FROM approval WHERE source_version/.test(sql))).toHaveLength(1);
});
