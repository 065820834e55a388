import type { Backfill } from '@dingdee/shared/backfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { daysAgo, looked, pastApprovals, settled, start } from './backfill-parts.js';
import { closeSound, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { collect } from './office.js';

/** Number of batches that the list holds whatever their state. */
const NEWEST = 20;

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { ...SHORT_WAITS, SOURCE_RECHECK: 'off' } });
  await collect(run.office);
});
afterAll(() => closeSound(run));

const listed = async (): Promise<string[]> =>
  (await run.office.reviewer.get<{ items: Backfill[] }>('/api/backfills')).items.map(({ id }) => id);

it('a back-fill whose approvals wait stays in the list, however many others come after it', async () => {
  const waiting = pastApprovals(run, 3, 8100);
  const first = await looked(run.office.admin, (await start(run)).id);
  expect(first.all.count).toBe(waiting.length);
  // One administrator alone, one empty day each.
  for (let at = 0; at < NEWEST; at += 1) {
    const day = daysAgo(300 + at);
    await looked(run.office.admin, (await start(run, { from: day, to: day })).id);
  }
  expect(await listed()).toContain(first.id);

  // Nobody decides about their own.
  const { look, own } = await run.office.reviewer.get<Backfill>(`/api/backfills/${first.id}`);
  expect(own.look.count).toBe(0);
  const { count, amount } = look;
  const reason = '已逐张核对，另行线下支付';
  await run.office.reviewer.post(`/api/backfills/${first.id}/opening`, { group: 'look', count, amount, reason });
  expect((await settled(run.office.admin, first.id)).all.count).toBe(0);
  // Decided as a whole, it makes room.
  expect(await listed()).toHaveLength(NEWEST);
});
