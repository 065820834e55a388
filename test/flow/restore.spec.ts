import './virtual-time.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  IMPATIENT,
  logErrors,
  logInAgain,
  mustBeOnce,
  newApprovals,
  orderSettled,
  putBack,
  type RunningOffice,
  releaseHold,
  SHORT_WAITS,
  setNumbering,
  startOffice,
  wholeWay,
} from './batch.js';
import { itOnSqlite, onlyDatabase } from './changed-by-database.js';
import { copyDatabase, type DatabaseCopy } from './database-copy.js';
import { until } from './person.js';
import { inVirtualTime } from './virtual-clock.js';

/** The database is put back to yesterday and started again: no approval gets a second bill, nor a second comment. */
/** A copy may catch comments on their way: they are looked for when the lease of whoever was sending them has run out. */
const WAITS = { ...SHORT_WAITS, ...IMPATIENT, KINGDEE_BATCH: '5', DINGTALK_TIMEOUT_MS: '3000' };
let run: RunningOffice;
let copy: DatabaseCopy | null = null;

beforeAll(async () => {
  // It is killed and ends by itself: what only virtual time and a process know.
  run = await startOffice({ ...(inVirtualTime ? {} : { world: 'process' as const }), settings: WAITS });
});
afterEach(async () => {
  run.stack.sandbox.state.ctx.faults.clear();
  await copy?.drop();
  copy = null;
});
afterAll(async () => {
  const errors = run ? logErrors(run) : [];
  await run?.stack.close();
  // Where the database goes back under the running server, the audit's seal may notice before the guard ends the process.
  expect(errors.filter((line) => !line.includes('审计的封条变旧了'))).toEqual([]);
});

const callsOf = (api: string): number =>
  run.stack.sandbox.state.ctx.calls.report().kingdee.find((each) => each.api.toLowerCase() === api.toLowerCase())
    ?.total ?? 0;
const saves = (approvals: readonly SandboxApproval[]) =>
  approvals.flatMap((approval) =>
    billsOf(run, approval).map(({ history }) => history.filter(({ operation }) => operation === 'BatchSave').length),
  );
const stepsOf = async (approval: SandboxApproval) =>
  (await detailOf(run, approval)).receipts
    .map(({ step, outcome }) => `${step} ${outcome}`)
    // On a busy machine a call may find no place in time, and nothing has left then.
    .filter((told) => !told.endsWith(' not-sent'));

itOnSqlite('bills collected since the start are sent without a question where their numbers are ours', async () => {
  await setNumbering(run, 'ours');
  // Kingdee has been seen to keep our numbers, in every organisation that pays one of them.
  newApprovals(run, { count: 16, seed: 120 });
  await wholeWay(run);
  await run.stack.restart();
  const batch = newApprovals(run, { count: 10, seed: 121 });
  await collectAndApprove(run);
  const before = callsOf('ExecuteBillQuery');
  await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  for (const approval of batch) expect(await stepsOf(approval)).toEqual(['save done', 'submit done', 'audit done']);
  // Two chunks, each read back once after it was booked.
  expect(callsOf('ExecuteBillQuery') - before).toBeLessThanOrEqual(10 / 5 + 1);
  mustBeOnce(run, batch);
});

/** Who numbers the bills changes nothing in how a database is put back. */
const NUMBERED = [
  ['ours', 101],
  ['kingdee', 111],
] as const;

describe.each(onlyDatabase ? NUMBERED.slice(1) : NUMBERED)('where bills are numbered by: %s', (numbering, seed) => {
  beforeAll(() => setNumbering(run, numbering));

  it('a database put back to yesterday and started again creates no second bill and writes no second comment', async () => {
    const before = newApprovals(run, { count: 10, seed });
    await wholeWay(run);
    const approved = newApprovals(run, { count: 12, seed: seed + 1 });
    await collectAndApprove(run);
    copy = await copyDatabase(run.stack.databaseUrl);
    // Half a minute earlier the comments were still to be sent.
    await copy.change(
      `UPDATE outbox SET state = 'due', sent_at = NULL, attempt = 0, next_attempt_at = created_at;
       UPDATE bill SET state_kind = 'booked' WHERE state_kind = 'written-back'`,
    );
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    const collectedLater = newApprovals(run, { count: 6, seed: seed + 2 });
    await wholeWay(run);

    await putBack(run, copy);
    await wholeWay(run);
    const all = [...before, ...approved, ...collectedLater];
    mustBeOnce(run, all);
    expect(saves(all)).toEqual(all.map(() => 1));
    for (const approval of approved) {
      const bill: BillDetail = await detailOf(run, approval);
      expect(bill.state).toBe('written-back');
      expect(bill.timeline.map(({ what }) => what)).toContain('发送前在金蝶查到，没有再发');
    }
  });

  it('a push that the copy caught half done goes on where Kingdee stands', async () => {
    const batch = newApprovals(run, { count: 10, seed: seed + 3 });
    await collectAndApprove(run);
    const { faults } = run.stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', kind: 'slow', api: '.Submit.', times: 2, delayMs: 1_000 });
    const order = await confirmPush(run);
    await until(
      async () => faults.fired,
      (fired) => fired > 0,
    );
    copy = await copyDatabase(run.stack.databaseUrl);
    await orderSettled(run, order);
    await commentsSettled(run);

    await putBack(run, copy);
    // What was on its way goes back to a person, who confirms it anew.
    await orderSettled(run, order, 120_000);
    for (const { id, version } of await run.office.pusher.all<BillSummary>('/api/bills?stage=trouble'))
      await run.office.pusher.post(`/api/bills/${id}/continue`, { version });
    if ((await run.office.pusher.all<BillSummary>('/api/bills?stage=push')).length > 0)
      await orderSettled(run, await confirmPush(run), 120_000);
    await orderSettled(run, order, 120_000);
    await commentsSettled(run, 120_000);
    mustBeOnce(run, batch);
    expect(saves(batch)).toEqual(batch.map(() => 1));
  });

  itOnSqlite('a look-up without an answer sends nothing, and the bills keep their place', async () => {
    const batch = newApprovals(run, { count: 4, seed: seed + 4 });
    await collectAndApprove(run);
    await run.stack.restart({ RETRY_WAIT_MS: '200' });
    const { faults } = run.stack.sandbox.state.ctx;
    faults.add({ system: 'kingdee', kind: 'permission-denied', api: '.ExecuteBillQuery.', times: 1 });
    faults.add({ system: 'kingdee', kind: 'lose-answer', api: '.ExecuteBillQuery.', times: 2 });
    const savesBefore = callsOf('BatchSave');
    const order = await confirmPush(run);
    await until(
      async () => faults.fired,
      (fired) => fired > 0,
    );
    expect(callsOf('BatchSave')).toBe(savesBefore);
    for (const approval of batch) expect(billsOf(run, approval)).toEqual([]);
    await orderSettled(run, order);
    // Refused for good it is back in 待推送 with its reason; unanswered it goes on by itself.
    faults.clear();
    if ((await run.office.pusher.get<{ items: unknown[] }>('/api/bills?stage=push')).items.length > 0)
      await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    mustBeOnce(run, batch);
  });
});

it('a database that is put back under the running server is noticed: it says so in one sentence and ends', async () => {
  copy = await copyDatabase(run.stack.databaseUrl);
  const batch = newApprovals(run, { count: 3, seed: 122 });
  await wholeWay(run);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await copy.restore();
  await until(
    async () => run.stack.exitCode(),
    (code) => code !== null,
  );
  expect(run.stack.exitCode()).toBe(1);
  expect(run.stack.log()).toMatch(/^数据库.+可能是恢复了备份，或者.+。钉蝶停止运行.+不会重复付款。$/m);
  await run.stack.restart();
  await logInAgain(run);
  expect(await releaseHold(run)).toBe(0);
  await wholeWay(run);
  mustBeOnce(run, batch);
});
