import type { Status } from '@dingdee/shared/status';
import type { StuckWritebacks, TriedAgain } from '@dingdee/shared/writeback';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  billsOf,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  newApprovals,
  orderSettled,
  type RunningOffice,
  setSwitches,
  startOffice,
} from './batch.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice();
});
afterAll(() => run?.stack.close());

it('comments that DingTalk refused are counted in the status, listed with their cause, and written once each by a press', async () => {
  const { pusher, reviewer } = run.office;
  setSwitches(run, { dingtalk: { commentsOnFinished: 'refuse' } });
  const batch = newApprovals(run, { count: 3, seed: 8701, clean: true });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
  await expect
    .poll(async () => (await reviewer.get<StuckWritebacks>('/api/writebacks')).refused, { timeout: 20_000 })
    .toBe(3);
  const { items } = await reviewer.get<StuckWritebacks>('/api/writebacks');
  expect(items.map(({ state, cause, owner }) => [state, cause, owner])).toEqual(
    batch.map(() => ['refused', 'content', 'pusher']),
  );
  expect((await pusher.get<Status>('/api/status')).writebacks).toMatchObject({ refused: 3 });

  setSwitches(run);
  const all = { items: items.map(({ id, seenAt }) => ({ id, seenAt })) };
  expect(await pusher.post<TriedAgain>('/api/writebacks/again', all)).toEqual({ again: 3, skipped: 0 });
  expect(await pusher.post<TriedAgain>('/api/writebacks/again', all)).toEqual({ again: 0, skipped: 3 });
  await commentsSettled(run);
  for (const approval of batch) {
    expect(approval.comments.map(({ text }) => text)).toEqual([expect.stringMatching(/（入账回写码 1-[0-9A-Z]{8}）$/)]);
    expect([(await detailOf(run, approval)).state, billsOf(run, approval).length]).toEqual(['written-back', 1]);
  }
  expect((await pusher.get<Status>('/api/status')).writebacks).toBeNull();
});
