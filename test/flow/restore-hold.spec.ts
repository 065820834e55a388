import './virtual-time.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { PushPauses } from '@dingdee/shared/push-pause';
import type { Status } from '@dingdee/shared/status';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  logInAgain,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  releaseHold,
  SHORT_WAITS,
  setNumbering,
  startOffice,
  wholeWay,
} from './batch.js';
import { copyDatabase, type DatabaseCopy } from './database-copy.js';
import { until } from './person.js';
import { runOps } from './verify-command.js';
import { inVirtualTime } from './virtual-clock.js';

/** A backup is put back that knows nothing of what people decided since: the marker outside the database is ahead of it. */
let run: RunningOffice;
let copy: DatabaseCopy | null = null;
const faults = () => run.stack.sandbox.state.ctx.faults;

beforeAll(async () => {
  // It is killed, and another database is put in place: what only virtual time and a process know.
  run = await startOffice({
    ...(inVirtualTime ? {} : { world: 'process' as const }),
    settings: {
      ...SHORT_WAITS,
      ...IMPATIENT,
      KINGDEE_BATCH: '3',
      KINGDEE_CONCURRENCY: '1',
      DINGTALK_TIMEOUT_MS: '3000',
    },
  });
});
afterEach(async () => {
  faults().clear();
  await copy?.drop();
  copy = null;
});
afterAll(() => closeSound(run));

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inKingdee = (batch: readonly SandboxApproval[]) => batch.flatMap((approval) => billsOf(run, approval));
const holdNow = async () => (await run.office.admin.get<Status>('/api/status')).hold;
const waitingForPush = () => run.office.pusher.all<BillSummary>('/api/bills?stage=push');

/** The machine dies, the backup is put in the place of the database, and the server starts as it does by itself. */
async function putBack(backup: DatabaseCopy): Promise<void> {
  await run.stack.kill();
  await backup.restore();
  await run.stack.restart();
}

const stands = (batch: readonly SandboxApproval[]) =>
  inKingdee(batch).map(({ number, status }) => `${number} ${status}`);

/** These were paid in cash. */
async function archive(approvals: readonly SandboxApproval[]): Promise<void> {
  for (const approval of approvals) {
    // What was approved is archived by two people: one asks, another confirms.
    for (const person of [run.office.admin, run.office.reviewer]) {
      const { id, version } = await detailOf(run, approval);
      await person.post(`/api/bills/${id}/exclude`, { version, reason: '已用现金支付' });
    }
  }
}

it('nobody pressed anything, so nothing is sent: bills that were archived after the backup stay unpaid until a person decides', async () => {
  const batch = newApprovals(run, { count: 12, seed: 301 });
  await collectAndApprove(run);
  // Four chunks of three calls each: the backup is made while the first is on its way.
  run.stack.sandbox.state.ctx.switches.kingdee.latencyMs = 1_000;
  const order = await confirmPush(run);
  await until(
    async () => inKingdee(batch).length,
    (saved) => saved > 0,
  );
  copy = await copyDatabase(run.stack.databaseUrl);
  await run.office.pusher.post(`/api/push-orders/${order.id}/stop`);
  await orderSettled(run, order);
  run.stack.sandbox.state.ctx.switches.kingdee.latencyMs = 0;
  const unpaid = batch.filter((approval) => billsOf(run, approval).length === 0);
  expect(unpaid.length).toBeGreaterThan(0);
  await archive(unpaid);
  const before = stands(batch);

  await putBack(copy);
  expect((await run.office.admin.refused('GET', '/api/status')).status).toBe(401);
  await logInAgain(run);
  const hold = await holdNow();
  expect(hold?.cause).toBe('ahead');
  expect(hold?.waiting.count).toBeGreaterThanOrEqual(unpaid.length);
  expect(hold?.marker?.seq).toBeGreaterThan(hold?.head?.seq ?? 0);
  expect(hold?.admins.length).toBeGreaterThan(0);
  await sleep(2_000);
  expect(stands(batch)).toEqual(before);
  expect((await run.office.pusher.refused('POST', '/api/hold/release', { ids: hold?.ids })).status).toBe(403);

  // Released: what was on its way goes back to a person, and still nothing is sent.
  expect(await releaseHold(run)).toBeGreaterThanOrEqual(unpaid.length);
  await orderSettled(run, order);
  await archive(unpaid);
  await run.stack.restart();
  await sleep(1_000);
  expect(stands(batch)).toEqual(before);
  expect(await holdNow()).toBeNull();
  // What was sent before is finished by whoever says so.
  if ((await waitingForPush()).length > 0) await orderSettled(run, await confirmPush(run));
  for (const { id, version } of await run.office.pusher.all<BillSummary>('/api/bills?stage=trouble'))
    await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
  await expect
    .poll(() => inKingdee(batch).map(({ status }) => status), { timeout: 20_000 })
    .toEqual(before.map(() => 'C'));
  await commentsSettled(run);
});

it('what was pushed after the backup is found and not sent again, also where Kingdee numbers the bills since and they are collected anew', async () => {
  await setNumbering(run, 'ours');
  const known = newApprovals(run, { count: 4, seed: 302 });
  await collectAndApprove(run);
  copy = await copyDatabase(run.stack.databaseUrl);
  await setNumbering(run, 'kingdee');
  const later = newApprovals(run, { count: 4, seed: 303 });
  await wholeWay(run);
  await putBack(copy);
  await logInAgain(run);
  await releaseHold(run);
  await collectAndApprove(run);
  const order = await confirmPush(run);
  const all = [...known, ...later];
  // The scheme of the backup says that the numbers are ours: whenever it is met that they are not, pushing pauses for the administrator.
  await until(
    async () => {
      const { items } = await run.office.admin.get<PushPauses>('/api/push-pauses');
      if (items.length > 0) await setNumbering(run, 'kingdee');
      return run.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`);
    },
    ({ state, inDoubt }) => state === 'done' && inDoubt.count === 0,
  );
  await orderSettled(run, order);
  await commentsSettled(run);
  mustBeOnce(run, all);
  await setNumbering(run, 'ours');
});

it('an approval that carries our comment, and of which Kingdee holds nothing any more, stops for a person instead of being paid again', async () => {
  const batch = newApprovals(run, { count: 3, seed: 304 });
  await collectAndApprove(run);
  copy = await copyDatabase(run.stack.databaseUrl);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  const [paid] = batch;
  if (!paid) throw new Error('no approval');
  const [bill] = billsOf(run, paid);
  run.stack.sandbox.state.kingdee.ledger.change(bill?.number ?? '', 'delete');
  await putBack(copy);
  await logInAgain(run);
  await releaseHold(run);
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  expect(billsOf(run, paid)).toEqual([]);
  const stopped = await detailOf(run, paid);
  expect([stopped.state, stopped.reached]).toEqual(['failed', 'none']);
  expect(stopped.trouble?.sentence).toContain('审批里已有付款评论');
  const others = batch.slice(1);
  mustBeOnce(run, others);
  // Whoever pushes it now does so knowingly.
  await run.office.pusher.post(`/api/bills/${stopped.id}/continue`, { version: stopped.version });
  await expect.poll(() => billsOf(run, paid).map(({ status }) => status), { timeout: 20_000 }).toEqual(['C']);
  await commentsSettled(run);
});

it('while everything is held nothing is commented, withdrawn or collected by itself; what was due then goes on when it is released', async () => {
  const { calls } = run.stack.sandbox.state.ctx;
  const ledger = run.stack.sandbox.state.kingdee.ledger;
  const [stuck] = newApprovals(run, { count: 1, seed: 307 });
  if (!stuck) throw new Error('no approval');
  await collectAndApprove(run);
  ledger.questions.push({ operation: 'Submit', flag: 'AP_FundPlan', message: '超出资金计划，是否继续？', times: 1 });
  await orderSettled(run, await confirmPush(run));
  const booked = newApprovals(run, { count: 3, seed: 308 });
  await collectAndApprove(run);
  // Comments find no turn, and the withdrawal no answer to its look: both are due when the backup is made.
  faults().add({ system: 'dingtalk', kind: 'rate-limit', api: 'comments', times: 0 });
  const order = await confirmPush(run);
  await until(
    async () => inKingdee(booked),
    (held) => held.length === booked.length && held.every(({ status }) => status === 'C'),
  );
  await orderSettled(run, order);
  faults().add({ system: 'kingdee', kind: 'http-500', api: '.ExecuteBillQuery.', times: 0 });
  const { id, version } = await detailOf(run, stuck);
  await run.office.pusher.post(`/api/bills/${id}/withdraw`, { version });
  copy = await copyDatabase(run.stack.databaseUrl);
  await logInAgain(run);
  await run.stack.kill();
  await copy.restore();
  faults().clear();
  calls.reset();
  const fresh = newApprovals(run, { count: 1, seed: 309 });
  await run.stack.restart({ SWEEP_INTERVAL_MS: '300', LOOK_BACK_INTERVAL_MS: '300' });
  await logInAgain(run);
  expect((await holdNow())?.cause).toBe('ahead');
  await sleep(2_500);
  const comments = () => booked.map((approval) => approval.comments.length);
  const collected = async () =>
    (await run.office.admin.get<{ items: BillSummary[] }>(`/api/bills?q=${fresh[0]?.businessId}`)).items.length;
  const sent = () =>
    Object.values(calls.report())
      .flat()
      .map(({ api }) => api)
      .filter((api) => /comment|Submit|Audit|Delete|BatchSave|CancelAssign|instanceIds/i.test(api));
  expect([comments(), stands([stuck]).length, await collected(), sent()]).toEqual([[0, 0, 0], 1, 0, []]);

  await releaseHold(run);
  await expect.poll(comments, { timeout: 20_000 }).toEqual([1, 1, 1]);
  // Whether the bill was wanted again since the backup nobody knows: a person says so once more.
  const given = await until(
    () => detailOf(run, stuck),
    ({ state }) => state === 'failed',
  );
  expect(stands([stuck])).toHaveLength(1);
  await run.office.pusher.post(`/api/bills/${id}/withdraw`, { version: given.version });
  await expect.poll(() => stands([stuck]), { timeout: 20_000 }).toEqual([]);
  await expect.poll(collected, { timeout: 20_000 }).toBe(1);
  await run.stack.restart();
  await wholeWay(run);
  const all = [stuck, ...booked, ...fresh];
  mustBeOnce(run, all);
});

it('a decision is on the marker before whoever took it gets an answer', async () => {
  const batch = newApprovals(run, { count: 3, seed: 305 });
  await collectAndApprove(run);
  copy = await copyDatabase(run.stack.databaseUrl);
  await archive(batch);
  await putBack(copy);
  await logInAgain(run);
  const hold = await holdNow();
  // Two people decided about each: the request and its confirmation.
  expect([hold?.cause, (hold?.marker?.seq ?? 0) - (hold?.head?.seq ?? 0)]).toEqual(['ahead', 2 * batch.length]);
  await releaseHold(run);
  await archive(batch);
});

it('npm run ops -- hold stops everything at once, over a restart too, and lets only what is released go on', async () => {
  const batch = newApprovals(run, { count: 4, seed: 306 });
  await collectAndApprove(run);
  const held = await runOps(run.stack, ['hold', '换服务器']);
  expect([held.code, held.output]).toEqual([0, expect.stringContaining('全部暂停')]);
  expect(await holdNow()).toMatchObject({ cause: 'by-hand', reason: '换服务器' });
  const ready = await waitingForPush();
  const items = ready.map(({ id, version }) => ({ id, version }));
  const preview = await run.office.pusher.post<PushPreview>('/api/push-orders/preview', { items });
  expect([preview.eligible.count, preview.excluded[0]?.reason]).toEqual([0, '全部暂停，等管理员看过并放行']);
  await run.stack.restart();
  expect(await holdNow()).toMatchObject({ cause: 'by-hand' });
  const listed = await runOps(run.stack, ['release']);
  const { ids = [] } = (await holdNow()) ?? {};
  expect([listed.code, ids.length]).toEqual([1, 1]);
  expect(listed.output).toMatch(new RegExp(`· ${ids[0]}.*换服务器`));
  expect(listed.output).toContain(`npm run ops -- release --id ${ids[0]}`);
  const other = await runOps(run.stack, ['release', '--id', '01900000-0000-7000-8000-000000000000']);
  expect([other.code, await holdNow()]).toEqual([1, expect.objectContaining({ ids })]);
  const released = await runOps(run.stack, ['release', '--id', `${ids[0]}`]);
  expect([released.code, released.output]).toEqual([0, expect.stringContaining('已放行')]);
  expect((await runOps(run.stack, ['release'])).code).toBe(1);
  await wholeWay(run);
  mustBeOnce(run, batch);
});
