import './virtual-time.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  newApprovals,
  orderSettled,
  type RunningOffice,
  releaseHold,
  startOffice,
} from './batch.js';
import { until } from './person.js';
import { runOps } from './verify-command.js';

let run: RunningOffice;
beforeAll(async () => {
  // Slow enough that most comments still wait for their turn behind the limit when everything is held.
  run = await startOffice({ settings: { DINGTALK_QPS: '2', SOURCE_RECHECK: 'off' } });
});
afterAll(() => run?.stack.close());

const approvals = () => run.stack.sandbox.state.dingtalk.state.approvals.all();
const comments = () => approvals().reduce((n, each) => n + each.comments.length, 0);

it('once everything is held no comment leaves, claimed or not; released, each approval has its one', async () => {
  const batch = newApprovals(run, { count: 30, seed: 91 });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run), 60_000);
  await until(
    async () => comments(),
    (n) => n > 0,
  );
  const { code, output } = await runOps(run.stack, ['hold', '核对上月的付款']);
  expect(code, output).toBe(0);
  const at = comments();
  expect(at).toBeLessThan(batch.length - 4);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  // What was on its way through the wire when the hold was written may still arrive.
  expect(comments()).toBeLessThanOrEqual(at + 2);
  await releaseHold(run);
  await commentsSettled(run);
  expect(batch.map((each) => each.comments.length)).toEqual(batch.map(() => 1));
});
