import { expect, it, vi } from 'vitest';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();
const PUSHER = { userId: 'pusher', name: '出纳', roles: ['pusher' as const] };
const WAITS = [6_000, 30_000, 120_000, 120_000, 600_000];

/** A save whose answer is lost, and whose bill somebody cancels in Kingdee before it is asked about. */
async function cancelledWhileInDoubt() {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  await numbersShown(db, parts);
  const { id, draft } = await putPushing(db, 'one');
  kingdee.instead = async (call) => {
    if (call !== 'save') return null;
    kingdee.take(draft, { cancelled: true });
    return { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true };
  };
  await parts.push.run();
  kingdee.instead = async () => null;
  const goOn = async () => {
    for (const wait of WAITS) {
      vi.advanceTimersByTime(wait);
      await parts.doubt.run();
      await parts.push.run();
    }
    return billNow(db, id);
  };
  /** 现在去查, again and again. */
  const askAgain = async () => {
    for (const wait of WAITS) {
      const { version, state_kind, next_attempt_at } = await billNow(db, id);
      if (state_kind === 'in-doubt' && next_attempt_at === null)
        await db.inTransaction((tx) =>
          tx.query('UPDATE bill SET next_attempt_at = 1, version = ? WHERE id = ?', [Number(version) + 1, id]),
        );
      vi.advanceTimersByTime(wait);
      await parts.doubt.run();
      await parts.push.run();
    }
    return billNow(db, id);
  };
  return { parts, kingdee, id, goOn, askAgain };
}
const saves = ({ calls }: NotedKingdee) => calls.filter((call) => call === 'save').length;
const troubleOf = (bill: Record<string, unknown>) => JSON.parse(String(bill.state)).trouble;

it('a bill that was cancelled in Kingdee is neither booked nor sent again: it differs, and a person is told so', async () => {
  const { kingdee, goOn } = await cancelledWhileInDoubt();
  const bill = await goOn();
  expect(bill).toMatchObject({ state_kind: 'in-doubt', reached: 'none', next_attempt_at: null });
  expect(troubleOf(bill)).toMatchObject({ class: 'differs', sentence: expect.stringContaining('已经作废') });
  expect([saves(kingdee), kingdee.bills.map(({ status }) => status)]).toEqual([1, ['A']]);
});

it('it is adopted once its cancellation is taken back there', async () => {
  const { kingdee, goOn, askAgain } = await cancelledWhileInDoubt();
  await goOn();
  const [held] = kingdee.bills;
  if (held) kingdee.bills[0] = { ...held, cancelled: false };
  expect(await askAgain()).toMatchObject({ state_kind: 'booked', reached: 'audited' });
  expect(saves(kingdee)).toBe(1);
});

it('taken back, changed and audited there it leaves the doubt with its difference: what was audited may be paid, and a person says whether it stands', async () => {
  const { kingdee, goOn, askAgain } = await cancelledWhileInDoubt();
  await goOn();
  const [held] = kingdee.bills;
  if (held) kingdee.bills[0] = { ...held, cancelled: false, status: 'C', total: '1.00' as typeof held.total };
  const bill = await askAgain();
  expect(bill).toMatchObject({ state_kind: 'failed', reached: 'audited', kingdee_id: held?.id });
  expect(troubleOf(bill)).toMatchObject({ class: 'differs', differs: ['金额'] });
  expect(saves(kingdee)).toBe(1);
});

it('deleted there after that it is not sent again by itself, though our numbers are kept: a person decides', async () => {
  const { parts, kingdee, id, goOn, askAgain } = await cancelledWhileInDoubt();
  await goOn();
  kingdee.bills.splice(0);
  const bill = await askAgain();
  expect(bill).toMatchObject({ state_kind: 'in-doubt' });
  expect(troubleOf(bill)).toMatchObject({ class: 'absent', sentence: expect.stringContaining('先前在金蝶查到过') });
  expect(saves(kingdee)).toBe(1);
  // Why it was deleted is asked about this one: it is not decided with others.
  await expect(parts.resend.run(id, Number(bill.version), '要付', PUSHER, { together: true })).rejects.toMatchObject({
    code: 'bill/decided-alone',
    message: expect.stringContaining('先前在金蝶查到过'),
  });
  await parts.push.run();
  expect(saves(kingdee)).toBe(1);
  await parts.resend.run(id, Number(bill.version), '要付', PUSHER);
  await parts.push.run();
  expect([saves(kingdee), kingdee.bills.map(({ status }) => status)]).toEqual([2, ['C']]);
});

it('a cancelled bill that the look before a send meets stops the send', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  // Its history is not known, as after a restored backup.
  const { id, draft } = await putPushing(db, 'one');
  kingdee.take(draft, { cancelled: true });
  await parts.push.run();
  vi.advanceTimersByTime(10);
  await parts.doubt.run();
  const bill = await billNow(db, id);
  expect(troubleOf(bill)).toMatchObject({ class: 'differs', sentence: expect.stringContaining('已经作废') });
  expect(saves(kingdee)).toBe(0);
});

it('nobody can take a cancelled bill over by its number', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one', {
    state_kind: 'in-doubt',
    state: JSON.stringify({ trouble: { class: 'absent' } }),
  });
  const { billNo } = kingdee.take(draft, { cancelled: true });
  const { version } = await billNow(db, id);
  await expect(parts.adopt.run(id, Number(version), billNo, PUSHER)).rejects.toMatchObject({
    code: 'bill/number-cancelled',
  });
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt', reached: 'none' });
});
