import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { PauseKind, PushPauses } from '@dingdee/shared/push-pause';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  gate,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  once,
  orderSettled,
  outcomes,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { until } from './person.js';

/** Pushing that a person stops for a while: the queue stays, nothing is sent, and it goes on in its order. */
let run: RunningOffice;
const faults = () => run.stack.sandbox.state.ctx.faults;

beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, ...IMPATIENT, KINGDEE_BATCH: '4', KINGDEE_CONCURRENCY: '2' } });
  // Kingdee is known to keep our number in each organisation: until then one bill would go alone.
  newApprovals(run, { count: 16, seed: 200 });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
});
afterEach(async () => {
  faults().clear();
  for (const { kind, id } of (await pauses()).items) await run.office.admin.post(RESUME, { kind, id });
});
afterAll(() => closeSound(run));

const PAUSES = '/api/push-pauses';
const RESUME = '/api/push-pauses/resume';
const pauses = () => run.office.pusher.get<PushPauses>(PAUSES);
const pause = (kind: PauseKind, id: string, reason = '银行在维护') =>
  run.office.pusher.post<PushPauses>(PAUSES, { kind, id, reason });
const resume = (kind: PauseKind, id: string) => run.office.pusher.post<PushPauses>(RESUME, { kind, id });
const orderNow = ({ id }: PushOrder) => run.office.pusher.get<PushOrder>(`/api/push-orders/${id}`);
const held = (batch: readonly SandboxApproval[]) => batch.flatMap((approval) => billsOf(run, approval));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Confirms a batch of which two chunks are on their way to Kingdee when this returns; `letGo` has them answered. */
async function underWay(
  seed: number,
  count: number,
): Promise<{ batch: SandboxApproval[]; order: PushOrder; letGo(): void }> {
  // A busy machine takes its time until the second chunk is out: a call that is given up meanwhile would be in doubt, and the next one smaller.
  await run.stack.restart({ KINGDEE_TIMEOUT_MS: '120000' });
  const batch = newApprovals(run, { count, seed });
  await collectAndApprove(run);
  const answers = gate();
  faults().add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', times: 2, until: answers.until });
  const order = await confirmPush(run);
  await until(
    async () => faults().fired,
    (fired) => fired === 2,
  );
  return { batch, order, letGo: answers.letGo };
}

const PAUSED: ReadonlySet<string | null> = new Set(['已暂停，保持排队', '已暂停，做到一半，恢复后接着做']);
/** 排队 and 推送中. */
const progressOf = ({ queued, running }: PushOrder): number[] => [queued.count, running.count];
const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);

describe('a scheme that a pusher pauses', () => {
  it('finishes the calls that are out, starts no other, keeps the queue over a restart, and goes on when it is resumed', async () => {
    const { batch, order, letGo } = await underWay(201, 20);
    const { items } = await pause('scheme', run.office.schemeId);
    letGo();
    expect(items).toMatchObject([{ kind: 'scheme', reason: '银行在维护', by: expect.stringMatching(/./) }]);
    const waiting = await until(
      () => orderNow(order),
      (now) => now.items.every(({ sentence }) => PAUSED.has(sentence)),
    );
    // Nothing of those in the queue is in Kingdee; the others are half-way.
    expect([waiting.state, waiting.queued.count, waiting.running.count]).toEqual(['running', 12, 8]);
    expect(waiting.items.filter(({ sentence }) => sentence === '已暂停，保持排队')).toHaveLength(12);
    // What Kingdee holds half-way waits as well.
    expect(held(batch).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'A'));
    expect((await pauses()).items[0]?.waiting.count).toBe(20);

    // One call at a time from here on, so that the order can be seen.
    await run.stack.restart({ KINGDEE_CONCURRENCY: '1', KINGDEE_TIMEOUT_MS: '120000' });
    await sleep(1_000);
    expect(held(batch).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'A'));
    expect(progressOf(await orderNow(order))).toEqual([12, 8]);

    expect((await resume('scheme', run.office.schemeId)).items).toEqual([]);
    const done = await orderSettled(run, order);
    await commentsSettled(run);
    expect(done.booked.count).toBe(20);
    mustBeOnce(run, batch);
    // What Kingdee held half-way before anything new.
    const inKingdee = held(batch).sort((one, other) => one.id - other.id);
    const at = (operation: string, bills: typeof inKingdee) =>
      bills.flatMap(({ history }) => history.filter((each) => each.operation === operation).map((each) => each.at));
    const [halfWay, later] = [inKingdee.slice(0, 8), inKingdee.slice(8)];
    // On a busy machine a call may find no place in time; it is its turn again when others have had theirs.
    const late = new Set<string>();
    for (const approval of batch)
      if ((await detailOf(run, approval)).receipts.some(({ outcome }) => outcome === 'not-sent'))
        late.add(approval.instanceId);
    const inTime = halfWay.filter(({ thirdBillNo }) => !late.has(thirdBillNo));
    if (inTime.length > 0)
      expect(Math.max(...at('Audit', inTime))).toBeLessThanOrEqual(Math.min(...at('BatchSave', later)));
  });

  it('lets no new bill into the queue, and says why; 继续 of a halted bill is refused the same way', async () => {
    const batch = newApprovals(run, { count: 3, seed: 202 });
    run.stack.sandbox.state.ctx.switches.kingdee.workflowHolds = true;
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    run.stack.sandbox.state.ctx.switches.kingdee.workflowHolds = false;
    const more = newApprovals(run, { count: 3, seed: 203 });
    await collectAndApprove(run);
    await pause('scheme', run.office.schemeId, '等银行额度');

    const ready = await run.office.pusher.all<BillSummary>('/api/bills?stage=push');
    const preview = await run.office.pusher.post<PushPreview>('/api/push-orders/preview', {
      items: ready.map(({ id, version }) => ({ id, version })),
    });
    expect([preview.eligible.count, preview.excluded.length]).toEqual([0, more.length]);
    expect(preview.excluded[0]?.reason).toBe('方案已暂停：等银行额度');
    const [first] = batch;
    if (!first) throw new Error('no bill');
    const halted = await detailOf(run, first);
    const refused = await run.office.pusher.refused('POST', `/api/bills/${halted.id}/continue`, {
      version: halted.version,
    });
    expect(refused).toMatchObject({ status: 409, code: 'push/paused', detail: expect.stringContaining('等银行额度') });

    await resume('scheme', run.office.schemeId);
    const order = await orderSettled(run, await confirmPush(run));
    expect(order.booked.count).toBe(more.length);
    for (const approval of batch) {
      const { id, version, kingdeeNo } = await detailOf(run, approval);
      run.stack.sandbox.state.kingdee.ledger.change(kingdeeNo ?? '', 'finish-workflow');
      await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
    }
    await commentsSettled(run);
    const all = [...batch, ...more];
    await expect.poll(() => outcomes(run, all), { timeout: 20_000 }).toEqual(once(all));
  });

  it('goes on asking about what is in doubt, sends nothing by it, and finishes it when it is resumed', async () => {
    await run.stack.restart();
    const batch = newApprovals(run, { count: 4, seed: 204 });
    await collectAndApprove(run);
    faults().add({ system: 'kingdee', kind: 'slow-commit', api: '.BatchSave.', delayMs: 1_900 });
    const order = await confirmPush(run);
    await until(
      async () => faults().fired,
      (fired) => fired === 1,
    );
    await pause('scheme', run.office.schemeId);
    const found = await until(
      () => orderNow(order),
      (now) => now.items.every(({ state, reached }) => state === 'pushing' && reached === 'saved'),
    );
    expect(found.items.map(({ sentence }) => sentence)).toEqual(batch.map(() => '已暂停，做到一半，恢复后接着做'));
    expect(held(batch).map(({ status }) => status)).toEqual(batch.map(() => 'A'));
    await resume('scheme', run.office.schemeId);
    await orderSettled(run, order);
    await commentsSettled(run);
    mustBeOnce(run, batch);
  });

  it('can still be stopped: what was not sent goes back, what Kingdee holds stands for a person', async () => {
    const { batch, order, letGo } = await underWay(205, 20);
    await pause('scheme', run.office.schemeId);
    letGo();
    await until(
      () => orderNow(order),
      (now) => now.items.every(({ sentence }) => PAUSED.has(sentence)),
    );
    await run.office.pusher.post(`/api/push-orders/${order.id}/stop`);
    const stopped = await orderSettled(run, order);
    expect([stopped.failed.count, stopped.notSent.count]).toEqual([8, 12]);
    expect(held(batch)).toHaveLength(8);
    await resume('scheme', run.office.schemeId);
    for (const { id, version } of await run.office.pusher.all<BillSummary>('/api/bills?stage=trouble')) {
      const { trouble } = await run.office.pusher.get<BillDetail>(`/api/bills/${id}`);
      if (trouble?.class === 'stopped') await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
    }
    await orderSettled(run, await confirmPush(run));
    await orderSettled(run, order);
    await commentsSettled(run);
    mustBeOnce(run, batch);
  });
});

describe('an organisation whose payments a person pauses', () => {
  it('waits alone: what the others pay goes on, and its own follows in the same order of push', async () => {
    const batch = newApprovals(run, { count: 30, seed: 17 });
    await collectAndApprove(run);
    const ready = await run.office.pusher.all<BillSummary>('/api/bills?stage=push');
    const orgs = await Promise.all(
      ready.map(async ({ id }) => (await run.office.pusher.get<BillDetail>(`/api/bills/${id}`)).orgNumber),
    );
    const own = orgs.filter((org) => org === '102').length;
    expect([own > 0, own < batch.length]).toEqual([true, true]);
    run.stack.sandbox.state.ctx.switches.kingdee.latencyMs = 120;
    const order = await confirmPush(run);
    // Paused after it was confirmed; a chunk that is out already is finished.
    await pause('organisation', '102', '账户被冻结');
    run.stack.sandbox.state.ctx.switches.kingdee.latencyMs = 0;
    const waiting = await until(
      () => orderNow(order),
      (now) => now.booked.count >= batch.length - own && sum(progressOf(now)) > 0,
    );
    const [shown] = (await pauses()).items;
    expect(shown).toMatchObject({ kind: 'organisation', id: '102', name: expect.stringMatching(/./) });
    // A chunk that was out is half-way in Kingdee, the rest has not begun.
    expect(shown?.waiting.count).toBe(sum(progressOf(waiting)));
    await sleep(600);
    expect(sum(progressOf(await orderNow(order)))).toBe(sum(progressOf(waiting)));
    await resume('organisation', '102');
    const done = await orderSettled(run, order);
    await commentsSettled(run);
    expect(done.booked.count).toBe(batch.length);
    mustBeOnce(run, batch);
  });

  it('must exist, and a pause that is over cannot be ended twice', async () => {
    const unknown = { kind: 'organisation', id: '999', reason: '没有这个组织' };
    expect(await run.office.pusher.refused('POST', PAUSES, unknown)).toMatchObject({ status: 422 });
    expect(await run.office.pusher.refused('POST', RESUME, { kind: 'organisation', id: '101' })).toMatchObject({
      status: 409,
      code: 'push/not-paused',
    });
    const blank = await run.office.pusher.refused('POST', PAUSES, { kind: 'organisation', id: '101', reason: '  ' });
    expect(blank.status).toBe(400);
    expect(
      await run.office.reviewer.refused('POST', PAUSES, { kind: 'organisation', id: '101', reason: '想停一会儿' }),
    ).toMatchObject({ status: 403 });
  });
});
