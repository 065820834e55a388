import type { PushOrder } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  collectAndApprove,
  confirmPush,
  detailOf,
  newApprovals,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { until } from './person.js';

const FIRST_LOOK_MS = 3_600_000;
let run: RunningOffice;

// No sweep comes by: what is shown is what was written when the doubt began.
beforeAll(async () => {
  run = await startOffice({
    settings: { ...SHORT_WAITS, SETTLE_DELAYS_MS: `${FIRST_LOOK_MS},7200000,10800000`, DUE_SWEEP_MS: '3600000' },
  });
});
afterAll(() => run?.stack.close());

it('the next look at a bill in doubt is planned when the doubt begins, and lies ahead', async () => {
  const [approval] = newApprovals(run, { count: 1, seed: 173 });
  await collectAndApprove(run);
  run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', api: '.BatchSave.', kind: 'lose-answer', times: 1 });
  const before = Date.now();
  const { id } = await confirmPush(run);
  const order = await until(
    () => run.office.pusher.get<PushOrder>(`/api/push-orders/${id}`),
    ({ inDoubt }) => inDoubt.count === 1,
  );
  expect(order.nextProbeAt).toBeGreaterThanOrEqual(before + FIRST_LOOK_MS);
  const bill = await detailOf(run, approval ?? expect.fail('no approval'));
  expect(bill.trouble?.nextProbeAt).toBe(order.nextProbeAt);
});
