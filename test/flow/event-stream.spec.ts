import type { BillSummary } from '@dingdee/shared/bill';
import type { CallBudget, EventChannel, IntakeWays } from '@dingdee/shared/intake';
import type { Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import type { Delivery, StreamHub } from '../sandbox/dingtalk/stream.js';
import { newApprovals, type RunningOffice, setSwitches, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** Whatever comes, comes by events: no sweep runs by itself. */
const SETTINGS = {
  DINGTALK_EVENTS: 'stream',
  EVENT_SILENCE_MS: '900',
  EVENT_RETRY_MS: '50',
  EVENT_NOTICE_MS: '1000',
  EVENT_TRUST_MS: '300',
  SWEEP_INTERVAL_MS: '0',
  LOOK_BACK_INTERVAL_MS: '0',
};

let run: RunningOffice;
let hub: StreamHub;
let seed = 900;

beforeAll(async () => {
  run = await startOffice({ settings: SETTINGS });
  hub = run.stack.sandbox.state.dingtalk.state.stream;
});
afterAll(() => run?.stack.close());
beforeEach(async () => {
  hub.reset();
  hub.redeliverMs = 200;
  run.stack.sandbox.state.ctx.faults.clear();
  await stands('ok');
});

const channel = () => run.office.admin.get<EventChannel>('/api/runs/channel');
const stands = (state: EventChannel['state']) => until(channel, (shown) => shown.state === state, 60_000);
const rows = async () => {
  const on = await openDataSource(dataSourceOptions(run.stack.databaseUrl, 'read'));
  try {
    const sql = 'SELECT process_instance_id AS id, channels, deliveries FROM dingtalk_event';
    return (await on.query(sql)) as { id: string; channels: string; deliveries: number }[];
  } finally {
    await on.destroy();
  }
};

/** One more approval passes, and DingTalk says so. */
function pass(): { id: string; businessId: string; delivery: Delivery } {
  seed += 1;
  const [approval] = newApprovals(run, { count: 8, seed });
  if (!approval) throw new Error('nothing passed');
  const { instanceId: id, businessId, finishedAt } = approval;
  return { id, businessId, delivery: hub.push(instanceEvent(approval, 'finish', finishedAt ?? 0)) };
}
const taken = (delivery: Delivery) =>
  until(
    async () => delivery.acknowledged,
    (is) => is,
  );

it('what passes is told at once: it stands in the inbox when DingTalk has its acknowledgement', async () => {
  const { id, delivery } = pass();
  await taken(delivery);
  expect(delivery).toMatchObject({ lastStatus: 'SUCCESS' });
  expect((await rows()).filter((row) => row.id === id)).toMatchObject([{ channels: 'stream' }]);
  expect(await channel()).toMatchObject({ mode: 'stream', state: 'ok', sentence: null });
  // Deliveries are counted a moment later.
  await until(channel, ({ lastEventAt }) => lastEventAt !== null);
  const { forms } = await run.office.admin.get<IntakeWays>('/api/runs/ways');
  expect(forms.map(({ told, stopped }) => [told, stopped])).toEqual([[true, null]]);
});

it('becomes a bill on screen without any sweep: by one detail call, and no list', async () => {
  const calls = (which: RegExp) =>
    run.stack.sandbox.state.ctx.calls
      .report()
      .dingtalk.filter(({ api }) => which.test(api))
      .reduce((sum, { total }) => sum + total, 0);
  const before = { details: calls(/\/processInstances$/), lists: calls(/instanceIds\/query$/) };
  const { businessId } = pass();
  const [bill] = await until(
    () => run.office.admin.all<BillSummary>(`/api/bills?q=${businessId}`),
    (bills) => bills.length > 0,
    60_000,
  );
  expect(bill?.businessId).toBe(businessId);
  expect([calls(/\/processInstances$/) - before.details, calls(/instanceIds\/query$/) - before.lists]).toEqual([1, 0]);
});

it('what DingTalk does not keep while nobody is connected is found by the next sweep', async () => {
  setSwitches(run, { dingtalk: { streamKeepsEvents: false } });
  hub.refuseTickets = true;
  hub.kill();
  await stands('down');
  const { businessId } = pass();
  hub.refuseTickets = false;
  await stands('ok');
  setSwitches(run);
  expect(hub.deliveries).toEqual([]);
  await collect(run.office);
  expect(await run.office.admin.all<BillSummary>(`/api/bills?q=${businessId}`)).toHaveLength(1);
});

it('one that is delivered again is one all the same', async () => {
  const [approval] = newApprovals(run, { count: 8, seed: 1 });
  if (!approval) throw new Error('nothing passed');
  const event = instanceEvent(approval, 'finish', approval.finishedAt ?? 0);
  for (const delivery of [hub.push(event), hub.push(event)]) await taken(delivery);
  expect((await rows()).filter((row) => row.id === approval.instanceId)).toMatchObject([{ deliveries: 2 }]);
});

it.each<[string, () => void]>([
  ['cut', () => hub.kill()],
  ['frozen', () => hub.freeze()],
  ['told to go', () => hub.disconnect(200)],
])('a connection that is %s is followed by another, and what came meanwhile is taken', async (_, happens) => {
  happens();
  const { delivery } = pass();
  await until(
    async () => delivery.acknowledged,
    (is) => is,
    60_000,
  );
  await stands('ok');
});

it('one that is told to go leaves no gap: events have come without a break since before', async () => {
  const { since } = await channel();
  hub.disconnect(200);
  await until(
    async () => hub.connected,
    (n) => n === 1,
  );
  await taken(pass().delivery);
  expect((await channel()).since).toBe(since);
});

it('while DingTalk gives no tickets everybody is told after a while, in words; when it does again it is over', async () => {
  run.stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', api: 'connections/open', kind: 'http-500', times: 0 });
  hub.kill();
  const { events } = await until(
    () => run.office.admin.get<Status>('/api/status'),
    (status) => status.events !== null,
    60_000,
  );
  expect(events?.sentence).toMatch(/^事件推送 \d\d:\d\d 起断开。$/u);
  expect(events?.means).toMatch(/不会漏.*正在重连/u);
  expect((await channel()).tries).toBeGreaterThan(0);
  run.stack.sandbox.state.ctx.faults.clear();
  await stands('ok');
  expect((await run.office.admin.get<Status>('/api/status')).events).toBeNull();
});

it('what is delivered while nobody listens is taken by whoever listens next', async () => {
  hub.refuseTickets = true;
  hub.kill();
  await stands('down');
  const { id, delivery } = pass();
  hub.refuseTickets = false;
  await taken(delivery);
  expect((await rows()).filter((row) => row.id === id)).toHaveLength(1);
});

it('on its way down it says goodbye, and the next start connects again', async () => {
  await run.stack.restart();
  await stands('ok');
  expect(hub.connected).toBe(1);
  await taken(pass().delivery);
});

it('with a wrong secret it does not go on trying, and says what to mend', async () => {
  const before = () =>
    run.stack.sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api.endsWith('connections/open'))?.total ?? 0;
  await run.stack.restart({ DINGTALK_CLIENT_SECRET: 'wrong', EVENT_RETRY_MS: '1000' }).catch(() => undefined);
  const { sentence } = await stands('down');
  expect(sentence).toMatch(/钉钉不让应用接收事件.*Client Secret/u);
  const tries = before();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(before()).toBe(tries);
  await run.stack.restart();
});

it('switched off there is no connection, and nothing is said to be down', async () => {
  await run.stack.restart({ DINGTALK_EVENTS: 'off' });
  expect(await channel()).toMatchObject({ mode: 'off', state: 'unknown', sentence: null });
  expect(await run.office.admin.get<CallBudget>('/api/runs/budget')).toMatchObject({ byEvents: 'none' });
  expect(hub.connected).toBe(0);
  await run.stack.restart();
});
