import { expect, it, vi } from 'vitest';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();

it("a customer's own field that Kingdee has stored as it was sent is no difference", async () => {
  const { db } = opened;
  const { push } = pushParts(db);
  const { id } = await putPushing(db, 'one', {}, { F_ABCD_Project: 'P-7' });
  await push.run();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', reason: null });
});

it('a bill that is booked by a look, because the answer to its audit was lost, is compared like any other', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { push, doubt } = pushParts(db, kingdee);
  const { id } = await putPushing(db, 'one');
  kingdee.instead = async (call) => {
    if (call !== 'audit') return null;
    // Kingdee dropped a field when it saved, and says nothing of it.
    kingdee.bills[0] = { ...kingdee.bills[0], status: 'C', header: {} } as (typeof kingdee.bills)[number];
    return { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true };
  };
  await push.run();
  vi.advanceTimersByTime(31_000);
  await doubt.run();
  expect(await billNow(db, id)).toMatchObject({
    state_kind: 'booked',
    reason_key: 'differs',
    reason: expect.stringContaining('金蝶里存的与发送的不同'),
  });
});
