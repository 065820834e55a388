import type { PushOrder } from '@dingdee/shared/push';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FaultRequest } from '../sandbox/faults.js';
import {
  billsOf,
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
  wholeWay,
} from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

/** Killed processes, beside the lost answers of faults.spec.ts: one audited bill and one comment for each approval. */
let run: RunningOffice;
const faultsOf = () => run.stack.sandbox.state.ctx.faults;
const arm = (...requests: readonly FaultRequest[]) => requests.map((request) => faultsOf().add(request));
afterEach(() => faultsOf().clear());

/** Later than our patience, sooner than the second question: the longest that a call may still be running (product.md §2). */
const LATE_MS = 2000;
/** Where DingTalk is only slow because the machine is. */
const PATIENT = { DINGTALK_TIMEOUT_MS: '15000' };
const WAITS = { ...SHORT_WAITS, ...IMPATIENT, DINGTALK_TIMEOUT_MS: '1200' };

/** How often each step was done to the bills in Kingdee, by their own history. */
const timesDone = (approvals: readonly SandboxApproval[]) =>
  approvals.flatMap((approval) =>
    billsOf(run, approval).map(({ history }) => history.map(({ operation }) => operation).join(' ')),
  );
const onceEach = (approvals: readonly SandboxApproval[]) => approvals.map(() => 'BatchSave Submit Audit');

beforeAll(async () => {
  // It is killed.
  run = await startOffice({ world: 'process', settings: { ...WAITS, KINGDEE_BATCH: '4', KINGDEE_CONCURRENCY: '3' } });
});
afterAll(() => closeSound(run));

describe('a server that is killed in the middle of a push', () => {
  const FOUR_AT_ONCE = { KINGDEE_BATCH: '5', KINGDEE_CONCURRENCY: '4' };
  beforeAll(() => run.stack.restart(FOUR_AT_ONCE));

  it('finds out after the restart what became of each call, and ends with one bill and one comment each', async () => {
    const batch = newApprovals(run, { count: 30, seed: 55 });
    await collectAndApprove(run);
    // One chunk is caught at each step, one at its comments: done unheard, done after our death, and never arrived.
    arm(
      { system: 'kingdee', kind: 'slow-commit', api: '.BatchSave.', delayMs: LATE_MS },
      { system: 'kingdee', kind: 'hang', api: '.Submit.' },
      { system: 'kingdee', kind: 'slow', api: '.Audit.', delayMs: LATE_MS },
      { system: 'dingtalk', kind: 'slow', api: 'comment', delayMs: LATE_MS },
    );
    const order = await confirmPush(run);
    await until(
      async () => faultsOf().fired,
      (fired) => fired === 4,
    );
    await run.stack.kill();
    await run.stack.restart(FOUR_AT_ONCE);
    const done: PushOrder = await orderSettled(run, order);
    await commentsSettled(run);
    mustBeOnce(run, batch);
    expect(done.booked.count).toBe(30);
    expect(timesDone(batch)).toEqual(onceEach(batch));
  });

  it('and of an intake takes up both where they stood', async () => {
    const batch = newApprovals(run, { count: 60, seed: 53 });
    arm({
      system: 'dingtalk',
      kind: 'slow',
      api: '/v1.0/workflow/processInstances',
      skip: 20,
      times: 0,
      delayMs: 700,
    });
    await run.office.admin.post('/api/runs', {});
    await until(
      async () => faultsOf().fired,
      (fired) => fired > 0,
    );
    await run.stack.kill();
    faultsOf().clear();
    // On MariaDB another process might be at work on the run: only a sweep after ten silent seconds ends it.
    await run.stack.restart({ SWEEP_INTERVAL_MS: '1500', ...PATIENT });
    const runs = await collect(run.office);
    expect(runs.map(({ state }) => state)).toContain('failed');
    await wholeWay(run);
    mustBeOnce(run, batch);
  });
});
