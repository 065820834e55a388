import type { Backfill } from '@dingdee/shared/backfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beijingMonth } from '../../server/src/domain/beijing-time.js';
import { detailCalls, itemsOf, looked, pastApprovals, settled, start } from './backfill-parts.js';
import { closeSound, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { besideServer } from './beside-server.js';
import { collect } from './office.js';

/** What is released is read once more, by the calls of a month in which comments are still to be written. */
const MONTH = 5000;
/** Calls of the month that are left when somebody releases; twenty of them are kept for what is on its way. */
const LEFT = 40;

let run: RunningOffice;
let batch: Backfill;
beforeAll(async () => {
  run = await startOffice({
    settings: {
      ...SHORT_WAITS,
      SOURCE_RECHECK: 'off',
      DINGTALK_MONTHLY_CALLS: String(MONTH),
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
    },
  });
  await collect(run.office);
  pastApprovals(run, 60, 8300);
  batch = await looked(run.office.admin, (await start(run)).id);
});
afterAll(() => closeSound(run));

it('of what is released as a whole only that much is read as leaves each its comment; the rest waits and says why', async () => {
  const month = beijingMonth(Date.now());
  const { used } = await run.office.admin.get<{ used: number }>('/api/runs/budget');
  await besideServer(run.stack, 'INSERT INTO call_meter (month, purpose, used) VALUES (?, ?, ?)', [
    month,
    'file',
    MONTH - LEFT - used,
  ]);
  const before = detailCalls(run);
  const mine = await run.office.reviewer.get<Backfill>(`/api/backfills/${batch.id}`);
  const waiting = (await itemsOf(run.office.reviewer, batch.id, 'look')).filter(({ own }) => !own);
  expect(waiting.length).toBeGreaterThan(LEFT / 2);
  const count = mine.look.count - mine.own.look.count;
  expect(count).toBe(waiting.length);
  const fen = waiting.reduce((sum, { total }) => sum + BigInt((total ?? '0.00').replace('.', '')), 0n);
  const amount = `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
  const reason = '已逐张核对，确实没有付过';
  await run.office.reviewer.post(`/api/backfills/${batch.id}/release`, { group: 'look', count, amount, reason });
  const after = await settled(run.office.reviewer, batch.id);

  const read = detailCalls(run) - before;
  expect(read).toBeGreaterThan(0);
  // Each reading owes a comment.
  expect(2 * read).toBeLessThanOrEqual(LEFT);
  expect(after.released.count).toBe(read);
  const left = (await itemsOf(run.office.reviewer, batch.id, 'look')).filter(({ own }) => !own);
  expect(left).toHaveLength(waiting.length - read);
  for (const { note } of left) expect(note).toContain('留给回写');
});
