import './virtual-time.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder } from '@dingdee/shared/push';
import type { Status } from '@dingdee/shared/status';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRequest } from '../sandbox/faults.js';
import {
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { startFront } from './front.js';
import { until } from './person.js';

/** Sessions, rates and the size of a chunk: what repeats by itself, and how often. */
let run: RunningOffice;
const SETTINGS = { ...SHORT_WAITS, ...IMPATIENT, KINGDEE_BATCH: '8', KINGDEE_CONCURRENCY: '5', RETRY_WAIT_MS: '150' };

beforeAll(async () => {
  run = await startOffice({ settings: SETTINGS });
});
afterEach(() => run.stack.sandbox.state.ctx.faults.clear());
afterAll(() => closeSound(run));

const arm = (fault: Omit<FaultRequest, 'system'>) =>
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', ...fault });
const calls = (api: string) =>
  run.stack.sandbox.state.ctx.calls.report().kingdee.find((each) => each.api === api)?.total ?? 0;
/** Bills per call to Kingdee, as /metrics tells it. */
async function chunk(): Promise<number> {
  const text = await (await fetch(`${run.stack.url}/metrics`)).text();
  return Number(/^dingdee_kingdee_chunk\{size="now"\} (\d+)$/m.exec(text)?.[1]);
}

describe('a session that is lost while five chunks are out', () => {
  it('is opened once for all of them, each is sent again once, and every bill is booked once', async () => {
    await run.stack.restart({ KINGDEE_AUTH: 'appsecret' });
    const batch = newApprovals(run, { count: 40, seed: 51 });
    await collectAndApprove(run);
    await run.office.admin.post('/api/base-data/refresh');
    run.stack.sandbox.state.kingdee.sessions.dropAll();
    run.stack.sandbox.state.ctx.calls.reset();
    // All five are out together when they hear of it.
    run.stack.sandbox.state.ctx.switches.kingdee.latencyMs = 150;
    await orderSettled(run, await confirmPush(run));
    run.stack.sandbox.state.ctx.switches.kingdee.latencyMs = 0;
    await commentsSettled(run);
    expect(calls('LoginByAppSecret')).toBe(1);
    mustBeOnce(run, batch);
  });

  it.each([
    ['appsecret', 311],
    ['signature', 302],
  ])(
    'again after the new login (%s) is tried again by itself: no bill is halted, none waits for a person',
    async (auth, seed) => {
      await run.stack.restart({ KINGDEE_AUTH: auth, BREAKER_OPEN_MS: '150' });
      const batch = newApprovals(run, { count: 35, seed });
      await collectAndApprove(run);
      for (const api of ['.BatchSave.', '.Submit.', '.Audit.'])
        arm({ kind: 'session-drop', api, times: 8, probability: 0.7, seed });
      await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      mustBeOnce(run, batch);
      const bills = await Promise.all(batch.map((approval) => detailOf(run, approval)));
      expect(bills.flatMap(({ timeline }) => timeline).filter(({ what }) => what === '继续')).toEqual([]);
      expect(bills.flatMap(({ receipts }) => receipts).filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    },
  );

  it('for good is one sentence for the admin; nothing is sent, bills keep their place, and all goes on when the login is valid again', async () => {
    await run.stack.restart({ KINGDEE_AUTH: 'signature', BREAKER_OPEN_MS: '150' });
    const batch = newApprovals(run, { count: 8, seed: 312 });
    await collectAndApprove(run);
    run.stack.sandbox.state.ctx.calls.reset();
    arm({ kind: 'session-drop', times: 0 });
    const order = await confirmPush(run);
    const { kingdee } = await until(
      () => run.office.admin.get<Status>('/api/status'),
      ({ kingdee: { sentence } }) => sentence?.includes('推送已暂停') ?? false,
    );
    expect(kingdee).toMatchObject({ state: 'trouble', means: null });
    expect(kingdee.sentence).toMatch(/链接有效时间.*8 笔保持待推送，不会丢，也不会重发。处理好后自动继续。$/);
    // Two chunks of five and three bills were under way, each with one repeat. Probes come ever more seldom, and nothing else is tried.
    await until(
      async () => calls('ExecuteBillQuery'),
      (count) => count >= 6,
    );
    expect(calls('BatchSave')).toBeLessThanOrEqual(4);
    const waiting = await run.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`);
    expect([waiting.queued.count, waiting.failed.count, waiting.inDoubt.count]).toEqual([8, 0, 0]);
    expect(waiting.running.count).toBe(0);
    run.stack.sandbox.state.ctx.faults.clear();
    await orderSettled(run, order);
    await commentsSettled(run);
    mustBeOnce(run, batch);
    expect((await run.office.admin.get<Status>('/api/status')).kingdee).toMatchObject({ state: 'ok', sentence: null });
  });

  it('for good does not keep what waits from being stopped', async () => {
    const batch = newApprovals(run, { count: 5, seed: 313 });
    await collectAndApprove(run);
    arm({ kind: 'session-drop', times: 0 });
    const order = await confirmPush(run);
    await until(
      () => run.office.admin.get<Status>('/api/status'),
      ({ kingdee: { sentence } }) => sentence?.includes('推送已暂停') ?? false,
    );
    await run.office.pusher.post(`/api/push-orders/${order.id}/stop`);
    const stopped = await orderSettled(run, order);
    expect([stopped.queued.count, stopped.running.count, stopped.booked.count]).toEqual([0, 0, 0]);
    expect(await run.office.pusher.all<BillSummary>('/api/bills?stage=push')).toHaveLength(batch.length);
    run.stack.sandbox.state.ctx.faults.clear();
    await until(
      () => run.office.admin.get<Status>('/api/status'),
      ({ kingdee: { state } }) => state === 'ok',
    );
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    mustBeOnce(run, batch);
  });
});

describe('the size of a chunk', () => {
  it('halves when an answer is lost, comes back as chunks are answered, and no bill is made twice', async () => {
    await run.stack.restart({ KINGDEE_AUTH: 'signature', KINGDEE_CONCURRENCY: '1' });
    expect(await chunk()).toBe(8);
    const first = newApprovals(run, { count: 8, seed: 303 });
    await collectAndApprove(run);
    arm({ kind: 'hang', api: '.BatchSave.' });
    const order = await confirmPush(run);
    await until(chunk, (size) => size === 4);
    await orderSettled(run, order);
    const second = newApprovals(run, { count: 40, seed: 52 });
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(await chunk()).toBe(8);
    mustBeOnce(run, [...first, ...second]);
    expect(run.stack.log()).toContain('以后每次最多 4 张');
  });
});

describe('a call that Kingdee refuses as busy', () => {
  it('is tried again although the bill could not be sent many times before: an outage uses up none of its attempts', async () => {
    const way = await startFront(() => [new URL(run.stack.sandbox.kingdee.url).origin]);
    try {
      await run.stack.restart({
        KINGDEE_AUTH: 'signature',
        KINGDEE_URL: `${way.url}/k3cloud/`,
        RETRY_WAIT_MS: '30',
        BREAKER_FAILURES: '1000',
      });
      const batch = newApprovals(run, { count: 4, seed: 307 });
      await collectAndApprove(run);
      await way.down();
      const order = await confirmPush(run);
      const [{ billId } = { billId: '' }] = order.items;
      await until(
        () => run.office.pusher.get<BillDetail>(`/api/bills/${billId}`),
        ({ receipts }) => receipts.filter(({ outcome }) => outcome === 'not-sent').length >= 6,
      );
      arm({ kind: 'rate-limit', api: '.BatchSave.' });
      await way.up();
      const done = await orderSettled(run, order);
      await commentsSettled(run);
      expect(done.booked.count).toBe(batch.length);
      mustBeOnce(run, batch);
    } finally {
      await run.stack.restart({ KINGDEE_AUTH: 'signature' });
      await way.close();
    }
  });

  it.each([
    ['rate-limit', 305],
    ['http-500', 306],
  ] as const)('by %s is settled by itself, each bill once', async (kind, seed) => {
    await run.stack.restart({ KINGDEE_AUTH: 'signature' });
    const batch = newApprovals(run, { count: 6, seed });
    await collectAndApprove(run);
    for (const api of ['.BatchSave.', '.Submit.', '.Audit.']) arm({ kind, api });
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    mustBeOnce(run, batch);
  });
});
