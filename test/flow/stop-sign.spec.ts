import { expect, it, vi } from 'vitest';
import type { StepResult } from '../../server/src/connectors/target.js';
import { LocalWakes } from '../../server/src/queue/local-wakes.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();
const HOUR = 3_600_000;

it('after the stop sign no new chunk is claimed and no further step begun: what is under way ends, and the next process does the rest once', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee, { KINGDEE_BATCH: 4, KINGDEE_CONCURRENCY: 1 });
  await numbersShown(db, parts);
  const bills: { id: string }[] = [];
  for (let n = 0; n < 12; n++) bills.push(await putPushing(db, `bill-${n}`));
  kingdee.instead = async (): Promise<StepResult | null> => {
    parts.wakes.stop();
    return null;
  };
  await parts.push.run();
  const sent = () => kingdee.calls.filter((call) => call !== 'find');
  expect(sent()).toEqual(['save']);
  const now = await Promise.all(bills.map(({ id }) => billNow(db, id)));
  expect(now.filter(({ reached }) => reached === 'saved')).toHaveLength(4);
  // In nobody's hands, and due: nothing waits for a lease.
  expect(now.every(({ state_kind, lease_token }) => state_kind === 'pushing' && lease_token === null)).toBe(true);
  expect(await db.query("SELECT id FROM push_receipt WHERE outcome = 'open'")).toEqual([]);
  await parts.push.run();
  await parts.doubt.run();
  expect(sent()).toEqual(['save']);

  kingdee.instead = async () => null;
  await pushParts(db, kingdee).push.run();
  for (const { id } of bills) expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
  expect(kingdee.bills).toHaveLength(12);
});

it('nobody looks into doubts after the stop sign', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { push, doubt, wakes } = pushParts(db, kingdee);
  const { id } = await putPushing(db, 'bill');
  kingdee.instead = async () => ({ outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true });
  await push.run();
  vi.setSystemTime(Date.now() + HOUR);
  const before = await billNow(db, id);
  wakes.stop();
  await doubt.run();
  expect(await billNow(db, id)).toEqual(before);
});

it('a worker that is woken after the stop sign does not begin, and one that runs is not begun again', async () => {
  const wakes = new LocalWakes();
  let runs = 0;
  let end = (): void => undefined;
  wakes.on('push', async () => {
    runs += 1;
    await new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  wakes.wake('push');
  wakes.wake('push');
  wakes.stop();
  end();
  await wakes.close();
  wakes.wake('push');
  expect(runs).toBe(1);
});
