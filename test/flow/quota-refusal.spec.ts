import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DingTalkError } from '../../server/src/connectors/source.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** A quota that other apps of the company use as well: what DingTalk's refusal says about it. */
const HOUR = 3_600_000;
const NOON = Date.UTC(2027, 3, 12, 4);
const NEXT_MONTH = Date.UTC(2027, 4, 1) - 8 * HOUR;
const LIMIT = 1000;
const BY_OTHERS = 600;

let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 0, qps: 0 });
  database = await migratedDatabase();
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

/** A process: its memory is new, the database is not. */
async function started(limit = LIMIT) {
  const parts = intakeParts(database.db, sandbox, { DINGTALK_MONTHLY_CALLS: String(limit), DINGTALK_CONCURRENCY: '2' });
  await parts.refusals.onModuleInit();
  await parts.schedule.onApplicationBootstrap();
  const sweep = async () => {
    await parts.wakes.work.get('sweep')?.();
    await parts.meter.flush();
    await parts.refusals.flush();
  };
  return { ...parts, sweep };
}

const asked = () => sandbox.state.ctx.calls.report().dingtalk.reduce((sum, { total }) => sum + total, 0);

/** DingTalk refuses after 400 calls of ours. */
async function refused() {
  const { state, company } = sandbox.state.dingtalk;
  const form = state.approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
  await putScheme(database.db, 's1', schemeContentFor(form.processCode));
  state.approvals.add(generateApprovals({ seed: 7, now: NOON, form, company, clean: true, count: 30 }));
  state.quota.limit = LIMIT;
  const first = await started();
  for (let calls = 0; calls < 395; calls++) first.meter.count('file', '/download');
  state.quota.used = BY_OTHERS + 395;
  await first.sweep();
  return first;
}

it('the calls of other apps count as used, in the forecast and for everybody who plans', async () => {
  const { plan, kept, meter } = await refused();
  const { used: own, total } = await meter.current();
  expect(own).toBe(LIMIT - BY_OTHERS);
  expect(total).toBe(LIMIT);
  const shown = await plan.show();
  expect(shown).toMatchObject({ used: LIMIT, spent: true, grace: null, others: { calls: BY_OTHERS, own, at: NOON } });
  expect(shown.forecast).toBeGreaterThan(LIMIT + BY_OTHERS / 2);
  expect((await kept.allowance()).isOpen).toBe(true);
});

it('what was learned reaches another process: no call is made, and the reason is known', async () => {
  const other = await started();
  await refused();
  await other.sweep();
  const { quota } = sandbox.state.dingtalk.state;
  const before = asked();
  await other.sweep();
  expect([asked(), quota.used]).toEqual([before, LIMIT]);
  expect(other.health.current()).toMatchObject({ state: 'trouble', since: NOON });
  expect(await other.plan.show()).toMatchObject({ spent: true, others: { calls: BY_OTHERS } });
});

it('after a restart DingTalk is asked at once, as calls may have been bought; what others used is still known', async () => {
  await refused();
  vi.setSystemTime(NOON + HOUR);
  const later = await started();
  expect(await later.plan.show()).toMatchObject({ spent: false, used: LIMIT, others: { calls: BY_OTHERS } });
  const before = asked();
  await later.sweep();
  expect(asked()).toBeGreaterThan(before);
  expect(await later.plan.show()).toMatchObject({ spent: true, others: { calls: BY_OTHERS } });
  sandbox.state.dingtalk.state.quota.limit = 0;
  vi.setSystemTime(NOON + 2 * HOUR);
  const last = await started();
  await last.sweep();
  expect(await last.plan.show()).toMatchObject({ spent: false, others: null });
});

it('once DingTalk answers again without a higher limit the month was not used up: nothing is held back, nor counted as used by others', async () => {
  const first = await refused();
  sandbox.state.dingtalk.state.quota.limit = 0;
  vi.setSystemTime(NOON + 7 * HOUR);
  await first.sweep();
  for (const process of [first, await started()]) {
    const shown = await process.plan.show();
    expect(shown).toMatchObject({ spent: false, grace: null, others: null });
    expect(shown.used).toBeLessThan(LIMIT / 2);
  }
});

it('once DingTalk answers again because the company has more calls, what others used stays used', async () => {
  await refused();
  sandbox.state.dingtalk.state.quota.limit = 0;
  vi.setSystemTime(NOON + 7 * HOUR);
  const later = await started(2 * LIMIT);
  await later.sweep();
  for (const process of [later, await started(2 * LIMIT)])
    expect(await process.plan.show()).toMatchObject({ spent: false, others: { calls: BY_OTHERS } });
});

it('a new month begins without both', async () => {
  await refused();
  vi.setSystemTime(NEXT_MONTH + HOUR);
  const { plan } = await started();
  expect(await plan.show()).toMatchObject({ used: 0, spent: false, others: null });
});

it('a refusal in the first minutes of a month is about the one before, by DingTalk’s clock: others used nothing, and it is asked again soon', async () => {
  const first = await refused();
  // DingTalk's clock is ten minutes behind ours.
  sandbox.state.ctx.clock.offsetMs = -HOUR / 6;
  vi.setSystemTime(NEXT_MONTH + HOUR / 12);
  await first.sweep();
  const shown = await first.plan.show();
  expect(shown.others).toBeNull();
  expect(shown.used).toBeLessThan(LIMIT / 2);
  vi.setSystemTime(NEXT_MONTH + HOUR / 3);
  const before = asked();
  await first.sweep();
  expect(asked()).toBeGreaterThan(before);
  expect(await first.plan.show()).toMatchObject({ spent: false, others: null });
});

it('a refusal at our own limit is no other app', async () => {
  const { meter, plan, health, refusals } = await started();
  for (let calls = 0; calls < LIMIT - 5; calls++) meter.count('file', '/download');
  health.bad('/v1.0/workflow/processInstances', new DingTalkError('quota', '用完了', 'code'), 'detail');
  await refusals.flush();
  expect(await plan.show()).toMatchObject({ spent: true, others: null, used: LIMIT - 5 });
});

it('a refusal of the file API says nothing of other apps: nobody may open a file again, and no answer would take it back', async () => {
  const { meter, plan, health, refusals } = await started();
  for (let calls = 0; calls < 100; calls++) meter.count('file', '/download');
  health.bad('/download', new DingTalkError('quota', '用完了', 'code'), 'file');
  await refusals.flush();
  expect(await plan.show()).toMatchObject({ others: null, used: 100 });
});
