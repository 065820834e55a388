import './virtual-time.js';
import type { PushOrder } from '@dingdee/shared/push';
import { describe, expect, it } from 'vitest';
import { billsOf, collectAndApprove, commentsSettled, confirmPush, mustBeOnce, orderSettled } from './batch.js';
import {
  approved,
  detail,
  done,
  faults,
  halted,
  kingdeeIs,
  ledger,
  newOne,
  numberedBy,
  numberOf,
  press,
  pushed,
  reaches,
  refusal,
  resend,
  run,
  sleep,
  withdrawn,
} from './interplay-office.js';
import { lifeStories } from './interplay-stories.js';
import { approveAll } from './office.js';
import { onMariaDb } from './stack.js';

/** What meets in one bill's life: withdrawals, Kingdee's numbers, changed approvals, the watch, pauses, a restart. One bill and one comment all the same. */
// Who numbers the bills is nothing to the database: there they are told in interplay.spec.ts alone.
if (!onMariaDb) lifeStories('ours');

describe('who numbers the bills changes', () => {
  it.each([
    ['ours', 'kingdee'],
    ['kingdee', 'ours'],
  ] as const)('from %s to %s between a withdrawal and the next push: still one bill', async (before, after) => {
    await numberedBy(before);
    const [one, goingOn] = [await halted('submitted'), await halted('saved')];
    await withdrawn(one);
    await numberedBy(after);
    await press(goingOn, 'continue');
    await pushed(one, goingOn);
    expect(done(goingOn)).toEqual(['BatchSave Submit Audit']);
  });

  it('while a bill is halted: it is withdrawn by the key that it was sent with', async () => {
    await numberedBy('kingdee');
    const one = await halted('saved');
    await numberedBy('ours');
    await withdrawn(one);
    await pushed(one);
  });
});

describe('a withdrawn bill whose next save is lost', () => {
  it.each(['ours', 'kingdee'] as const)(
    'on its way to a Kingdee where bills are numbered by %s is never taken for the one that was withdrawn, and is one bill in the end',
    async (mode) => {
      await numberedBy(mode);
      const one = await halted('saved');
      await withdrawn(one);
      await approveAll(run.office);
      faults().add({ system: 'kingdee', kind: 'hang', api: '.BatchSave.' });
      const order = await confirmPush(run);
      if (mode === 'kingdee') await resend(one);
      await orderSettled(run, order);
      await commentsSettled(run);
      mustBeOnce(run, [one]);
      expect(done(one)).toEqual(['BatchSave Submit Audit']);
    },
  );

  it('after a deletion that Kingdee carried out long after we gave it up leaves the new bill alone', async () => {
    await numberedBy('ours');
    const one = await halted('saved');
    faults().add({ system: 'kingdee', kind: 'slow-commit', api: '.Delete.', delayMs: 4_000 });
    await withdrawn(one);
    await pushed(one);
    await sleep(4_000);
    mustBeOnce(run, [one]);
    expect(await detail(one)).toMatchObject({ state: 'written-back', reversal: null });
  });
});

it('an order of push that is stopped while one of its bills is on its way out lets it finish', async () => {
  await numberedBy('ours');
  const [one, two] = [newOne(), newOne()];
  await collectAndApprove(run);
  ledger().questions.push({ operation: 'Submit', flag: 'AP_FundPlan', message: '是否继续？', times: 1 });
  const order = await orderSettled(run, await confirmPush(run));
  const halves = [];
  for (const each of [one, two]) if ((await detail(each)).state === 'failed') halves.push(each);
  kingdeeIs({ latencyMs: 300 });
  for (const each of halves) await press(each, 'withdraw');
  await run.office.pusher.post(`/api/push-orders/${order.id}/stop`);
  for (const each of halves) await reaches(each, 'ready');
  kingdeeIs();
  await pushed(one, two);
});

it('a bill is booked once in its life: from booked there is no way back to the desk, so that no second comment is ever due', async () => {
  await numberedBy('ours');
  const one = await approved();
  const order: PushOrder = await orderSettled(run, await confirmPush(run));
  await commentsSettled(run);
  expect(await refusal(one, 'withdraw')).toBe('bill/not-withdrawable');
  ledger().change(numberOf(one), 'delete');
  await reaches(one, 'reversal-needed');
  for (const verb of ['withdraw', 'continue', 'hand-over'] as const)
    expect((await refusal(one, verb)).startsWith('bill/')).toBe(true);
  const { id, version } = await detail(one);
  await run.office.pusher.post(`/api/bills/${id}/reversed`, { version, reason: '金蝶已删' });
  expect((await detail(one)).state).toBe('handled-outside');
  await approveAll(run.office);
  expect(await run.office.pusher.all('/api/bills?stage=push')).toEqual([]);
  expect([order.booked.count, billsOf(run, one).length, one.comments.length]).toEqual([1, 0, 1]);
});
