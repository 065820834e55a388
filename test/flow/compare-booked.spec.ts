import { expect, it, vi } from 'vitest';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import { KingdeeUnavailableError } from '../../server/src/connectors/target.js';
import { SettleWatch } from '../../server/src/proof/watch/settle-watch.js';
import { WatchKingdee } from '../../server/src/proof/watch/watch-kingdee.js';
import { WatchList } from '../../server/src/proof/watch/watch-list.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

const opened = pushDatabase();
const OTHER_ACCOUNT = '6217000012345678901';

it("a customer's own field that Kingdee has stored as it was sent is no difference", async () => {
  const { db } = opened;
  const { push } = pushParts(db);
  const { id } = await putPushing(db, 'one', {}, { F_ABCD_Project: 'P-7' });
  await push.run();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', reason: null });
});

/** Kingdee stores another account in the first row than it was sent, at this call. */
const replaces = (kingdee: NotedKingdee, at: string): void => {
  kingdee.instead = async (call) => {
    const [stored] = kingdee.bills;
    const [first, ...rest] = stored?.rows ?? [];
    if (call === at && stored && first)
      kingdee.bills[0] = {
        ...stored,
        rows: [{ ...first, fields: { ...first.fields, oppositeAccount: OTHER_ACCOUNT } }, ...rest],
      };
    return null;
  };
};

it('another account than was sent is told on the booked bill by the last digits of both, and so in the log', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { push } = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one');
  replaces(kingdee, 'audit');
  await push.run();
  const bill = await billNow(db, id);
  expect(bill).toMatchObject({
    state_kind: 'booked',
    reason: expect.stringMatching(/发送 尾号 \d{4}，金蝶 尾号 8901/),
  });
  const told = JSON.stringify([bill.reason, await db.query("SELECT detail FROM audit WHERE action = 'compare'")]);
  expect(told).not.toContain(OTHER_ACCOUNT);
  expect(told).not.toContain(draft.rows[0]?.fields.oppositeAccount ?? expect.fail('no account was sent'));
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

it('a bill that a person names, and that Kingdee has audited already, is compared like any other', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { adopt, compare } = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one', {
    state_kind: 'in-doubt',
    state: JSON.stringify({ trouble: { class: 'absent' } }),
  });
  const { billNo } = kingdee.take(draft, { status: 'C', header: {} });
  const { version } = await billNow(db, id);
  await adopt.run(id, Number(version), billNo, { userId: 'pusher', name: '出纳', roles: ['pusher'] });
  await compare.drain();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', reason_key: 'differs' });
});

it('a bill that a person names, and that carries no key of ours, is not told to differ in its number', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { adopt, compare } = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one', {
    state_kind: 'in-doubt',
    state: JSON.stringify({ trouble: { class: 'absent' } }),
  });
  kingdee.take(draft, { status: 'C', billNo: 'FKD7', thirdBillNo: '', carriers: {} });
  const { version } = await billNow(db, id);
  await adopt.run(id, Number(version), 'FKD7', { userId: 'pusher', name: '出纳', roles: ['pusher'] });
  await compare.drain();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', kingdee_no: 'FKD7', reason: null });
});

it('a halted bill that the watch books, because people audited it in Kingdee, is compared like any other', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const change = { WATCH_DAYS: 45, WATCH_INTERVAL_MS: 900_000, WATCH_BATCH: 50 };
  const { push, compare, claims, ledger, announce, audit, wakes } = pushParts(db, kingdee, change);
  const settings = settingsFor(change);
  const list = new WatchList(db);
  const settle = new SettleWatch(db, list, claims, ledger, announce, audit, compare, wakes, settings);
  const watch = new WatchKingdee(db, list, claims, settle, kingdee, new KingdeeHealth(), wakes, settings);
  const { id } = await putPushing(db, 'one');
  const refusal = { class: 'workflow', messages: ['在工作流中'], fields: [], retryable: false } as const;
  kingdee.instead = async (call) =>
    call === 'audit' ? { outcomes: [{ kind: 'refused', refusal }], answer: null } : null;
  await push.run();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'failed' });
  kingdee.bills[0] = { ...kingdee.bills[0], status: 'C', header: {} } as (typeof kingdee.bills)[number];
  vi.advanceTimersByTime(1_000_000);
  await watch.run();
  vi.advanceTimersByTime(1_000_000);
  await watch.run();
  await compare.drain();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', reason_key: 'differs' });
});

it('a bill that was booked just before its process stopped is compared by the next one, and once', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { adopt } = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one', {
    state_kind: 'in-doubt',
    state: JSON.stringify({ trouble: { class: 'absent' } }),
  });
  const { billNo } = kingdee.take(draft, { status: 'C', header: {} });
  const { version } = await billNow(db, id);
  await adopt.run(id, Number(version), billNo, { userId: 'pusher', name: '出纳', roles: ['pusher'] });
  await pushParts(db, kingdee).compare.drain();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', reason_key: 'differs' });
  await pushParts(db, kingdee).compare.drain();
  expect(await db.query("SELECT subject_id FROM audit WHERE action = 'compare'")).toEqual([{ subject_id: id }]);
});

it('a bill of which Kingdee said nothing is compared when the next one is booked, a minute later', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const { push, compare } = pushParts(db, kingdee);
  const compared = async (): Promise<unknown[]> => {
    const rows: { subject_id: string }[] = await db.query("SELECT subject_id FROM audit WHERE action = 'compare'");
    return rows.map((row) => row.subject_id).sort();
  };
  const { id } = await putPushing(db, 'one');
  kingdee.asked = () => {
    if (!kingdee.calls.includes('audit')) return;
    throw new KingdeeUnavailableError('金蝶没有回答', true, { errorClass: 'transport' });
  };
  await push.run();
  await compare.drain();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
  expect(await compared()).toEqual([]);
  kingdee.asked = () => undefined;
  vi.advanceTimersByTime(61_000);
  const { id: next } = await putPushing(db, 'two');
  await push.run();
  await compare.drain();
  expect(await compared()).toEqual([id, next].sort());
});
