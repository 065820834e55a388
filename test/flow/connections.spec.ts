import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import type { Connections, ConnectStep } from '@dingdee/shared/connection';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { anEvent } from './an-event.js';
import { newApprovals, type RunningOffice, setSwitches, startOffice, wholeWay } from './batch.js';
import { openFrom } from './open-from.js';
import { until } from './person.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { DINGTALK_EVENTS: 'stream' } });
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
const shown = () => admin().get<Connections>('/api/connections');
const stepsOf = ({ dingtalk, kingdee }: Connections): ConnectStep[] => [...dingtalk.steps, ...kingdee.steps];
async function stepOf(id: string): Promise<ConnectStep> {
  const step = stepsOf(await shown()).find((each) => each.id === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
}
async function checkUp(): Promise<void> {
  await admin().post('/api/check-up/runs', {});
  await until(
    () => admin().get<CheckUp>('/api/check-up'),
    ({ running }) => running === null,
    60_000,
  );
}
/** What 测试连接 of a card does. */
async function test(system: 'dingtalk' | 'kingdee'): Promise<void> {
  const { doors, lines } = (await shown())[system];
  for (const line of doors) {
    const { state } = await admin().post<CheckLine>('/api/check-up/lines', { line });
    if (state === 'red') return;
  }
  for (const line of lines) await admin().post<CheckLine>('/api/check-up/lines', { line });
}

it('shows the steps as not tried before the first check-up, with nothing that can be tested', async () => {
  const before = await shown();
  expect([before.checkedAt, before.dingtalk.proved, before.kingdee.proved]).toEqual([null, null, null]);
  expect(new Set(stepsOf(before).map(({ state }) => state))).toEqual(new Set(['not-tried', 'optional', 'by-hand']));
  expect([before.kingdee.doors, before.kingdee.lines]).toEqual([[], []]);
});

it('proves every step that can be asked about once bills have gone through, the right to add after it was tried', async () => {
  newApprovals(run, { count: 20, seed: 93 });
  await wholeWay(run);
  await anEvent(run);
  await checkUp();
  const notProved = async () =>
    stepsOf(await shown())
      .filter(({ state }) => state !== 'proved')
      .map(({ id, state }) => `${id} ${state}`);
  // Nobody has come in from the workbench yet: what leads there is not proved by a log-in of another kind.
  expect(await notProved()).toEqual([
    ...['company', 'page', 'home', 'release'].map((id) => `dingtalk-${id} unknown`),
    'dingtalk-commenter optional',
    'dingtalk-cards optional',
    'dingtalk-forms by-hand',
    'kingdee-rights unknown',
  ]);
  for (const platform of ['pc', 'ios'] as const) await openFrom(run.stack, run.office.reviewer.userId, { platform });
  // Nobody waits for what is noted of a client.
  for (const line of ['dingtalk/from-pc', 'dingtalk/from-phone'])
    await until(
      () => admin().post<CheckLine>('/api/check-up/lines', { line }),
      ({ state }) => state === 'green',
    );
  expect(await notProved()).toEqual([
    'dingtalk-commenter optional',
    'dingtalk-cards optional',
    'dingtalk-forms by-hand',
    'kingdee-rights unknown',
  ]);
  await admin().post('/api/check-up/consent', { consent: true, probe: 'save', orgNumber: '101' });
  expect(await notProved()).toEqual([
    'dingtalk-commenter optional',
    'dingtalk-cards optional',
    'dingtalk-forms by-hand',
  ]);
  const { dingtalk, kingdee } = await shown();
  for (const { proved } of [dingtalk, kingdee]) expect(proved).toBeGreaterThan(0);
  expect([kingdee.more, kingdee.besides]).toEqual([0, 0]);
});

it('says which account set it is, and nothing secret', async () => {
  const text = JSON.stringify(await shown());
  const { account } = run.stack.sandbox.state.kingdee;
  const { appSecret, password, appId } = account;
  const { clientSecret, clientId, corpId } = run.stack.sandbox.dingtalk;
  for (const secret of [appSecret, password, appId, clientSecret, clientId]) expect(text).not.toContain(secret);
  const { kingdee, dingtalk } = await shown();
  expect(kingdee).toMatchObject({ accountId: account.acctId, user: account.username, auth: 'signature' });
  expect(kingdee.accountName).not.toBe(null);
  expect(kingdee.appId).toMatch(/^.{1,4}…$/);
  expect(dingtalk.corpId).toBe(corpId);
});

it('is for administrators alone', async () => {
  for (const who of ['reviewer', 'pusher'] as const)
    expect((await run.office[who].refused('GET', '/api/connections')).status).toBe(403);
});

it('tells a trap at its step with who changes what, and is proved again by a test once it is mended', async () => {
  setSwitches(run, { dingtalk: { contactScope: 'one-department' } });
  await test('dingtalk');
  const scope = await stepOf('dingtalk-scope');
  expect(scope).toMatchObject({ number: 8, state: 'broken', at: null });
  const line = scope.lines.find(({ state }) => state === 'red');
  expect(line).toMatchObject({ step: { id: 'dingtalk-scope', number: 8 }, fix: { who: '钉钉管理员' } });
  expect(line?.means).toContain('采集会漏掉');
  // The way in is open all the same.
  expect((await shown()).dingtalk.proved).not.toBe(null);
  setSwitches(run);
  const mended = Date.now();
  await test('dingtalk');
  const after = await stepOf('dingtalk-scope');
  expect(after.state).toBe('proved');
  expect(after.at).toBeGreaterThanOrEqual(mended);
});

it('keeps each permission point by itself', async () => {
  setSwitches(run, { dingtalk: { commentPermission: 'refused-first' } });
  await test('dingtalk');
  const { state, points } = await stepOf('dingtalk-permissions');
  expect(state).toBe('broken');
  expect(points.filter((point) => point.state === 'broken').map(({ point }) => point)).toEqual([
    'Workflow.Instance.Write',
  ]);
  setSwitches(run);
  await test('dingtalk');
  expect((await stepOf('dingtalk-permissions')).state).toBe('proved');
});

it('waits with the steps behind a log-in that is refused, and tells it at one of them', async () => {
  run.stack.sandbox.state.ctx.faults.add({
    system: 'kingdee',
    api: 'ExecuteBillQuery',
    kind: 'permission-denied',
    times: 0,
  });
  await checkUp();
  const { kingdee } = await shown();
  expect(kingdee.proved).toBe(null);
  const told = kingdee.steps.filter(({ state }) => state === 'broken').map(({ id }) => id);
  expect(told).toEqual(['kingdee-allowed']);
  for (const id of ['kingdee-user', 'kingdee-users']) {
    const { state, lines } = await stepOf(id);
    expect(state).toBe('unknown');
    expect(lines.map(({ step }) => step?.id)).toEqual(['kingdee-allowed']);
  }
  // What was found behind the shut door cannot be asked alone: only all of it.
  expect(kingdee.more).toBeGreaterThan(0);
  run.stack.sandbox.state.ctx.faults.clear();
  await checkUp();
  expect((await shown()).kingdee).toMatchObject({ more: 0 });
});
