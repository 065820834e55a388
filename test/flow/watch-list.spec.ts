import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertTuples } from '../../server/src/database/database.js';
import { WatchList } from '../../server/src/proof/watch/watch-list.js';
import { putBill, stand } from './bill-rows.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

let opened: OpenedDatabase;
let list: WatchList;
beforeEach(async () => {
  opened = await migratedDatabase();
  list = new WatchList(opened.db);
  await opened.db.inTransaction((tx) =>
    insertTuples(
      tx,
      'kingdee_watch',
      ['bill_id', 'watched_from', 'due_at', 'audited'],
      Array.from({ length: 30 }, (_, i) => [`bill-${String(i).padStart(2, '0')}`, 0, i < 25 ? 100 : 900, 1]),
    ),
  );
});
afterEach(() => opened.close());

const claim = (token: string, now: number, limit = 10) =>
  opened.db.inTransaction((tx) => list.claim(tx, { token, until: now + 50, limit, now }));
const ours = (token: string, ids: readonly string[]) => opened.db.inTransaction((tx) => list.stillOurs(tx, token, ids));
const idsOf = (rows: readonly { billId: string }[]) => rows.map(({ billId }) => billId);

it('each due bill is asked about by one process at a time', async () => {
  const parts = await Promise.all(['a', 'b', 'c', 'd'].map((token) => claim(token, 200)));
  const all = parts.flatMap(idsOf);
  expect([all.length, new Set(all).size]).toEqual([25, 25]);
  expect(await claim('e', 200)).toEqual([]);
});

it('a process that died is followed by another, and what it may still have learned is not taken', async () => {
  const first = idsOf(await claim('dead', 200, 25));
  const second = idsOf(await claim('alive', 251, 25));
  expect(second.sort()).toEqual(first.sort());
  expect((await ours('dead', first)).size).toBe(0);
  await opened.db.inTransaction((tx) =>
    list.record(
      tx,
      'dead',
      first.map((billId) => ({ billId, drop: true })),
    ),
  );
  expect((await ours('alive', first)).size).toBe(25);
});

it('what was learned is written once, and an unanswered question keeps what was known', async () => {
  const [one, two, three] = idsOf(await claim('t', 200));
  if (!one || !two || !three) throw new Error('nothing was due');
  await opened.db.inTransaction((tx) =>
    list.record(tx, 't', [
      { billId: one, dueAt: 500, absentSince: 200, audited: true, answeredAt: 200 },
      { billId: two, dueAt: null, absentSince: null, audited: true, answeredAt: 200 },
      { billId: three, drop: true },
    ]),
  );
  await claim('u', 500, 1);
  const rows: { bill_id: string; absent_since: unknown; answered_at: unknown }[] = await opened.db.query(
    'SELECT bill_id, absent_since, answered_at FROM kingdee_watch WHERE bill_id = ?',
    [one],
  );
  expect(rows.map((row) => [Number(row.absent_since), Number(row.answered_at)])).toEqual([[200, 200]]);
  expect(await list.nextDue()).toBe(100);
  const left: unknown[] = await opened.db.query('SELECT bill_id FROM kingdee_watch WHERE bill_id = ?', [three]);
  expect(left).toEqual([]);
});

it('a bill that was withdrawn and pushed anew is watched anew: what was learned of the first says nothing about the second', async () => {
  const watched = async () => {
    const [row] = await opened.db.query<{ due_at: unknown; absent_since: unknown; audited: unknown }>(
      'SELECT due_at, absent_since, audited FROM kingdee_watch WHERE bill_id = ?',
      [id],
    );
    return row && [row.due_at, row.absent_since, row.audited].map((each) => (each === null ? null : Number(each)));
  };
  const id = await putBill(opened.db, 'pushed', { state_kind: 'failed', reached: 'audited', kingdee_id: '100001' });
  await list.enrol(0, () => 50);
  expect(await watched()).toEqual([50, null, 1]);
  expect(idsOf(await claim('t', 60))).toEqual([id]);
  const learned = { billId: id, dueAt: 70, absentSince: 60, audited: true, answeredAt: 60 };
  await opened.db.inTransaction((tx) => list.record(tx, 't', [learned]));
  await list.enrol(0, () => 80);
  expect(await watched()).toEqual([70, 60, 1]);

  await stand(opened.db, id, { state_kind: 'written-back', reached: 'saved', kingdee_id: '100002' });
  // Whoever is asking about the first meanwhile writes nothing about the second.
  const [before] = await claim('late', 75);
  expect(before?.kingdeeId).toBe('100001');
  await list.enrol(0, () => 80);
  await opened.db.inTransaction((tx) => list.record(tx, 'late', [{ ...learned, dueAt: null }]));
  expect(await watched()).toEqual([80, null, 0]);
  expect((await claim('u', 80)).map(({ kingdeeId }) => kingdeeId)).toEqual(['100002']);
});

it('a bill that halted for weeks is watched all its days from when it was booked, and a person’s word is not undone by that', async () => {
  const DAY = 86_400_000;
  const from = async () => {
    const [row] = await opened.db.query<{ watched_from: unknown }>(
      'SELECT watched_from FROM kingdee_watch WHERE bill_id = ?',
      [id],
    );
    return Number(row?.watched_from) / DAY;
  };
  const place = { kingdee_id: '100001', reached: 'audited' };
  const id = await putBill(opened.db, 'halted', { ...place, state_kind: 'failed', state_since: DAY });
  await list.enrol(0, () => 50);
  expect(await from()).toBe(1);
  await stand(opened.db, id, { state_kind: 'written-back', state_since: 41 * DAY });
  await list.enrol(0, () => 50);
  expect(await from()).toBe(41);
  // From 待冲销 a bill comes back to 已入账, too: what was accepted then stays known.
  const state = JSON.stringify({ standsDespite: [] });
  await stand(opened.db, id, { state_kind: 'written-back', state_since: 60 * DAY, state });
  await list.enrol(0, () => 50);
  expect(await from()).toBe(41);
});

it('a person’s word that a deleted bill stands ends its watch, whoever is asking about it at that moment', async () => {
  const [one] = idsOf(await claim('asking', 200, 1));
  if (one === undefined) throw new Error('nothing was due');
  await opened.db.inTransaction((tx) => list.accept(tx, one, null));
  const learned = { billId: one, dueAt: 500, absentSince: 100, audited: true, answeredAt: 200 };
  await opened.db.inTransaction((tx) => list.record(tx, 'asking', [learned]));
  const [row] = await opened.db.query<{ due_at: unknown }>('SELECT due_at FROM kingdee_watch WHERE bill_id = ?', [one]);
  expect(row?.due_at).toBeNull();
});
