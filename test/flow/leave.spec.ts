import { afterAll, beforeAll, expect, it } from 'vitest';
import {
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
import { until } from './person.js';

let run: RunningOffice;
beforeAll(async () => {
  // How it ends while calls are out is looked at.
  run = await startOffice({
    world: 'process',
    settings: { ...SHORT_WAITS, ...IMPATIENT, KINGDEE_TIMEOUT_MS: '60000', DUE_SWEEP_MS: '300' },
  });
});
afterAll(() => run?.stack.close());

it('a program that must stop while Kingdee has not answered puts those calls in doubt, says so, and the next asks at once', async () => {
  const { faults } = run.stack.sandbox.state.ctx;
  // Kingdee is known to keep our number in each organisation: until then one bill would go alone.
  const shown = newApprovals(run, { count: 8, seed: 900 });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  const batch = newApprovals(run, { count: 3, seed: 901 });
  await collectAndApprove(run);
  // The bills are saved at once; the answer comes long after the program has gone.
  faults.add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', delayMs: 50_000 });
  const order = await confirmPush(run);
  await until(
    async () => run.stack.sandbox.state.kingdee.ledger.size,
    (size) => size >= shown.length + batch.length,
  );
  await run.stack.restart({ KINGDEE_TIMEOUT_MS: '1500' });
  expect(run.stack.log()).toContain(`停止时金蝶还没有回答 ${batch.length} 笔`);
  for (const approval of batch)
    expect((await detailOf(run, approval)).receipts.map(({ step, outcome }) => `${step} ${outcome}`)).toContain(
      'save unknown',
    );
  await orderSettled(run, order);
  await commentsSettled(run);
  mustBeOnce(run, batch);
});
