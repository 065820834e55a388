import { afterEach, beforeEach, expect, it } from 'vitest';
import { clock } from '../database/clock.js';
import { type Database, insertTuples } from '../database/database.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { Deliveries } from './deliveries.js';
import { type Happened, putEvents, whoWants } from './put-events.js';
import { sweepWebhookDeliveries } from './webhook-times.js';

const HOOK = '0199d2f0-0000-7000-8000-000000000001';
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
beforeEach(async () => {
  given = await temporaryDatabase();
  db = given.db;
  const row = { id: HOOK, version: 1, name: 'x', url: 'https://a.com/', events: '["bill.booked"]', secrets: '[]' };
  const all = { ...row, created_by: 'maker', opened_by: 'boss', opened_at: 1_000, created_at: 0, updated_at: 0 };
  await db.inTransaction(async (tx) => {
    await insertTuples(tx, 'webhook', Object.keys(all), [Object.values(all)]);
    await insertTuples(tx, 'role', ['user_id', 'role', 'granted_by', 'granted_at'], [['boss', 'admin', 'x', 0]]);
  });
});
afterEach(() => given.drop());

const booked = (subject: string): Happened => ({ event: 'bill.booked', subject, fen: 100n, data: { subject } });
const put = (...happened: Happened[]) => db.inTransaction(async (tx) => putEvents(tx, await whoWants(tx), happened));
const claim = (token: string, ms: number) =>
  db.inTransaction((tx) => new Deliveries(db).claim(tx, HOOK, { token, until: clock.now() + ms, limit: 5 }));
const stored = () => db.query<Record<string, unknown>>('SELECT * FROM webhook_delivery ORDER BY id');

it('an event is there with its fact, and not at all where that was rolled back or nobody wants it', async () => {
  await put(booked('one'), { ...booked('two'), event: 'bill.ready' });
  const broken = db.inTransaction(async (tx) => {
    await putEvents(tx, await whoWants(tx), [booked('three')]);
    throw new Error('the fact did not come to be');
  });
  await expect(broken).rejects.toThrow();
  expect((await stored()).map(({ subject, state }) => [subject, state])).toEqual([['one', 'due']]);
});

it('what one process sends no other does until its lease is over; then it comes again under its id, and the first one writes nothing', async () => {
  await put(booked('one'), booked('two'));
  const first = await claim('first', 60_000);
  expect(first?.held).toHaveLength(2);
  expect(await claim('second', 60_000)).toBeNull();
  await db.inTransaction((tx) => tx.query('UPDATE webhook_delivery SET lease_until = ?', [clock.now() - 1]));
  const second = await claim('second', 60_000);
  expect(second?.held.map(({ id }) => id)).toEqual(first?.held.map(({ id }) => id));
  const [one] = first?.held ?? [];
  if (!one) throw new Error('nothing was claimed');
  const record = (token: string) =>
    db.inTransaction((tx) =>
      new Deliveries(db).record(tx, token, one, { answer: 'taken', status: 204, tookMs: 1 }, [5]),
    );
  await record('first');
  expect((await stored()).map(({ state }) => state)).toEqual(['due', 'due']);
  await record('second');
  expect((await stored()).map(({ state }) => state).toSorted()).toEqual(['done', 'due']);
});

it('nobody is told where who opened it is no administrator any more; what happens meanwhile is kept', async () => {
  await db.inTransaction((tx) => tx.query("DELETE FROM role WHERE user_id = 'boss'"));
  await put(booked('one'));
  expect([await new Deliveries(db).hooksDue(), await claim('any', 60_000)]).toEqual([[], null]);
  expect((await stored()).map(({ state }) => state)).toEqual(['due']);
});

it.each([
  ['went back after it was opened is told nothing', 'marker', 2_000, 0],
  ['went back before that is', 'marker', 999, 1],
  ['was held by hand, and let go, is', 'by-hand', 2_000, 1],
])('a receiver of a database that %s', async (_, cause, at, hooks) => {
  const hold = { id: 'h', cause, detail: '{}', held_at: at, held_by: 'x', released_at: at + 1 };
  await db.inTransaction((tx) => insertTuples(tx, 'ledger_hold', Object.keys(hold), [Object.values(hold)]));
  await put(booked('one'));
  expect(await new Deliveries(db).hooksDue()).toHaveLength(hooks);
});

it('what can happen once has one id, whichever database tells of it, and is not told twice by one', async () => {
  const one = { ...booked('one'), once: 'bill-1' };
  await put(one, { ...booked('two'), once: 'bill-2' });
  const before = (await stored()).map(({ id }) => id);
  await put(one);
  expect((await stored()).map(({ id }) => id)).toEqual(before);
  await db.inTransaction((tx) => tx.query('DELETE FROM webhook_delivery'));
  await put(one, { ...booked('two'), once: 'bill-2' });
  expect((await stored()).map(({ id }) => id)).toEqual(before);
});

it('what waits for a receiver that is paused is kept as long as it waits; what was taken or is nobody’s goes', async () => {
  await put(booked('waits'), booked('taken'));
  await db.inTransaction((tx) =>
    tx.query(
      "UPDATE webhook_delivery SET created_at = 1, state = CASE WHEN subject = 'taken' THEN 'done' ELSE state END",
    ),
  );
  await sweepWebhookDeliveries(db, Date.now());
  expect((await stored()).map(({ subject }) => subject)).toEqual(['waits']);
  await db.inTransaction((tx) => tx.query('UPDATE webhook SET deleted_at = 5'));
  await sweepWebhookDeliveries(db, Date.now());
  expect(await stored()).toEqual([]);
});
