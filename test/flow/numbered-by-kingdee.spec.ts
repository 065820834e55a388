import { expect, it, vi } from 'vitest';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();
const setScheme = (columns: string) =>
  opened.db.inTransaction((tx) => tx.query(`UPDATE scheme SET ${columns} WHERE id = 'scheme'`));
const scheme = async () => (await opened.db.query<Record<string, unknown>>('SELECT * FROM scheme'))[0];

/** A save under our number whose answer is lost, and the questions about it after `meanwhile`. */
async function lostSave(meanwhile: (parts: ReturnType<typeof pushParts>) => Promise<unknown>, arrives = false) {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  kingdee.renumber = true;
  const parts = pushParts(db, kingdee);
  await numbersShown(db, parts);
  const { id, draft } = await putPushing(db, 'one');
  kingdee.instead = async (call) => {
    if (call !== 'save') return null;
    if (arrives) kingdee.take(draft);
    return { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true };
  };
  await parts.push.run();
  kingdee.instead = async () => null;
  await meanwhile(parts);
  for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
    vi.advanceTimersByTime(wait);
    await parts.doubt.run();
    await parts.push.run();
  }
  const bill = await billNow(db, id);
  return {
    bill,
    saves: kingdee.calls.filter((call) => call === 'save').length,
    trouble: JSON.parse(String(bill.state)),
  };
}

const renumbered = ({ numbers }: ReturnType<typeof pushParts>) =>
  opened.db.inTransaction((tx) => numbers.renumbered(tx, 'scheme', 'other'));

it.each([
  ['an administrator has said so', () => setScheme(`numbering = 'kingdee'`)],
  ['another bill has shown it, whoever pauses the scheme or lifts the pause since', renumbered],
])(
  'a save is never sent again by itself where Kingdee numbers the bills, though that was not known when it was sent: %s',
  async (_, meanwhile) => {
    const { bill, saves, trouble } = await lostSave(meanwhile);
    expect(saves).toBe(1);
    expect(bill).toMatchObject({ state_kind: 'in-doubt', reached: 'none' });
    expect(trouble).toMatchObject({ trouble: { class: 'absent' } });
  },
);

it('a save that two answers vouched for is not sent after Kingdee has renumbered another bill meanwhile', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  await numbersShown(db, parts);
  const { id } = await putPushing(db, 'one');
  kingdee.instead = async (call) =>
    call === 'save' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true } : null;
  await parts.push.run();
  for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
    vi.advanceTimersByTime(wait);
    await parts.doubt.run();
  }
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing' });
  await renumbered(parts);
  await parts.push.run();
  expect(kingdee.calls.filter((call) => call === 'save')).toHaveLength(1);
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt', reached: 'none' });
});

it('nor where that becomes known between the look and the send', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  await numbersShown(db, parts);
  const { id } = await putPushing(db, 'one');
  kingdee.instead = async (call) =>
    call === 'save' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true } : null;
  await parts.push.run();
  for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
    vi.advanceTimersByTime(wait);
    await parts.doubt.run();
  }
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing' });
  const find = kingdee.find.bind(kingdee);
  kingdee.find = async (...asked) => {
    await renumbered(parts);
    return find(...asked);
  };
  await parts.push.run();
  expect(kingdee.calls.filter((call) => call === 'save')).toHaveLength(1);
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt', reached: 'none' });
});

it('bills that were left to a person only because our numbers had not been shown go on by themselves once they are', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { id } = await putPushing(db, 'one');
  kingdee.instead = async (call) =>
    call === 'save' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true } : null;
  await parts.push.run();
  kingdee.instead = async () => null;
  for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
    vi.advanceTimersByTime(wait);
    await parts.doubt.run();
    await parts.push.run();
  }
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt', next_attempt_at: null });
  const other = await putPushing(db, 'other');
  await parts.push.run();
  expect(await billNow(db, other.id)).toMatchObject({ state_kind: 'booked' });
  vi.advanceTimersByTime(10);
  await parts.doubt.run();
  await parts.push.run();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
  expect(kingdee.bills.map(({ billNo }) => billNo).sort()).toEqual(
    [await billNow(db, id), await billNow(db, other.id)].map((bill) => String(bill.bill_no)).sort(),
  );
});

it('a save under our number that is found under another one pauses the scheme, as an answer that says so would', async () => {
  const { bill } = await lostSave(async () => undefined, true);
  expect(bill).toMatchObject({ state_kind: 'booked', kingdee_no: 'FKD100001' });
  expect(await scheme()).toMatchObject({
    paused_reason: null,
    program_paused_reason: expect.stringContaining('FKD100001'),
  });
});

it('a save that was sent for Kingdee to number pauses nothing when it is found, whatever the scheme was switched to and the bill sent as since', async () => {
  const { db } = opened;
  await setScheme(`numbering = 'kingdee'`);
  const kingdee = new NotedKingdee();
  kingdee.renumber = true;
  const parts = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one');
  kingdee.instead = async (call) =>
    call === 'save' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true } : null;
  await parts.push.run();
  for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
    vi.advanceTimersByTime(wait);
    await parts.doubt.run();
  }
  // A person sends it again after the switch; the look before that finds the first one.
  await setScheme(`numbering = 'ours'`);
  kingdee.take(draft);
  const { version, state } = await billNow(db, id);
  expect(JSON.parse(String(state))).toMatchObject({ trouble: { class: 'absent' } });
  await parts.resend.run(id, Number(version), '没有', { userId: 'pusher', name: '出纳', roles: ['pusher'] });
  await parts.push.run();
  vi.advanceTimersByTime(10);
  await parts.doubt.run();
  await parts.push.run();
  expect(await billNow(db, id)).toMatchObject({ numbering: 'ours', kingdee_no: 'FKD100001', state_kind: 'booked' });
  expect(await scheme()).toMatchObject({ paused_reason: null, program_paused_reason: null });
});
