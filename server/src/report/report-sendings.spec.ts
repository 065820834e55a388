import { REPORT_LATE_MS } from '@dingdee/shared/report';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clock } from '../database/clock.js';
import { type Database, insertTuples } from '../database/database.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { type Ready, ReportSendings } from './report-sendings.js';

const ID = '0199d2f0-0000-7000-8000-000000000001';
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let dueAt: number;
const wakes = { wake: () => undefined } as never;
const process = () => new ReportSendings(db, wakes);
beforeEach(async () => {
  given = await temporaryDatabase();
  db = given.db;
  dueAt = clock.now() - 1_000;
  const row = {
    id: ID,
    version: 1,
    name: 'x',
    source: 'bills',
    period: 'week',
    filter: '{}',
    days: '[1]',
    at_time: '08:30',
    target: 'robot',
    target_id: '',
    robot: 'sealed',
    next_at: dueAt,
    created_by: 'boss',
    opened_by: 'boss',
    opened_at: 1_000,
    created_at: 0,
    updated_at: 0,
  };
  await db.inTransaction(async (tx) => {
    await insertTuples(tx, 'report', Object.keys(row), [Object.values(row)]);
    await insertTuples(tx, 'role', ['user_id', 'role', 'granted_by', 'granted_at'], [['boss', 'admin', 'x', 0]]);
  });
});
afterEach(() => given.drop());

const ready: Ready = {
  card: { title: 'x', days: '', lines: [], whole: null, notes: [], path: '/data/bills' },
  text: 'words',
  link: null,
};
async function put(by = process()): Promise<void> {
  const [report] = await by.due();
  if (report) await db.inTransaction((tx) => by.put(tx, report, clock.now() + 60_000, ready, null));
}
const claim = (token: string, ms = 60_000) =>
  db.inTransaction((tx) => process().claim(tx, { token, until: clock.now() + ms, limit: 5 }));
const NOTHING = { id: '', version: 0 };
const stored = () => db.query<Record<string, unknown>>('SELECT * FROM report_sending');
const leaverGoes = () => db.inTransaction((tx) => tx.query("DELETE FROM role WHERE user_id = 'boss'"));

it('of two processes that find it due one writes it down, and the report goes on to its next time', async () => {
  const [one] = await process().due();
  const [other] = await process().due();
  for (const report of [one, other])
    if (report) await db.inTransaction((tx) => process().put(tx, report, clock.now() + 60_000, ready, null));
  expect((await stored()).map(({ state, text }) => [state, text])).toEqual([['due', 'words']]);
  expect(await process().due()).toEqual([]);
});

it('what one process sends no other does until its lease is over; then it comes again, and the first one writes nothing', async () => {
  await put();
  expect(await claim('first')).toHaveLength(1);
  expect(await claim('second')).toEqual([]);
  await db.inTransaction((tx) => tx.query('UPDATE report_sending SET lease_until = ?', [clock.now() - 1]));
  const [again] = await claim('second');
  const record = (token: string) =>
    db.inTransaction((tx) =>
      process().record(tx, token, again?.id ?? '', { state: 'sent', reason: null, answer: null, nextAt: null }),
    );
  await record('first');
  expect((await stored())[0]?.state).toBe('due');
  await record('second');
  expect((await stored())[0]?.state).toBe('sent');
  expect(await claim('third')).toEqual([]);
});

it('nothing is written down, claimed or let out where who opened it is no administrator any more', async () => {
  await put();
  const [held] = await claim('first');
  await leaverGoes();
  expect(await db.inTransaction((tx) => process().leaves(tx, 'first', held ?? NOTHING))).toBe(false);
  await db.inTransaction((tx) => tx.query('UPDATE report_sending SET lease_until = ?', [clock.now() - 1]));
  expect(await claim('second')).toEqual([]);
  await db.inTransaction((tx) => tx.query('UPDATE report SET next_at = ?', [dueAt]));
  expect(await process().due()).toEqual([]);
});

it('what waited too long is not sent any more, and says so: missed where it never left, unknown where it may have come', async () => {
  await put();
  const late = clock.now() - REPORT_LATE_MS - 1;
  await db.inTransaction((tx) => tx.query('UPDATE report_sending SET set_for = ?', [late]));
  const giveUp = () => db.inTransaction((tx) => process().giveUp(tx));
  expect(await giveUp()).toBe(1);
  expect((await stored())[0]?.state).toBe('missed');
  await db.inTransaction((tx) =>
    tx.query("UPDATE report_sending SET state = 'sending', attempt = 1, next_at = ?", [dueAt]),
  );
  expect(await giveUp()).toBe(1);
  expect((await stored())[0]?.state).toBe('unknown');
  expect(await claim('any')).toEqual([]);
});

it('a report to a receiver that is not told now is refused in the same transaction, one to an open one is handed over', async () => {
  await db.inTransaction((tx) => tx.query("UPDATE report SET target = 'webhook', target_id = 'hook'"));
  await put();
  expect((await stored()).map(({ state, reason }) => [state, reason])).toEqual([['refused', 'webhook']]);
  const hook = { id: 'hook', version: 1, name: 'h', url: 'https://a.com/', events: '["bill.booked"]', secrets: '[]' };
  const all = { ...hook, created_by: 'boss', opened_by: 'boss', opened_at: 1_000, created_at: 0, updated_at: 0 };
  await db.inTransaction(async (tx) => {
    await insertTuples(tx, 'webhook', Object.keys(all), [Object.values(all)]);
    await tx.query('DELETE FROM report_sending');
    await tx.query('UPDATE report SET next_at = ?', [dueAt]);
  });
  await put();
  const [sending] = await stored();
  const [delivery] = await db.query<Record<string, unknown>>('SELECT id, event FROM webhook_delivery');
  expect([sending?.state, sending?.delivery_id, delivery?.event]).toEqual(['handed', delivery?.id, 'report.sent']);
});

const change = (version: number) =>
  db.inTransaction(async (tx) => {
    await tx.query('UPDATE report SET version = ?', [version]);
    await process().end(tx, ID);
  });
const ends = (token: string, id: string, state: 'due' | 'sent') =>
  db.inTransaction((tx) =>
    process().record(tx, token, id, { state, reason: null, answer: null, nextAt: state === 'due' ? dueAt : null }),
  );
const leaves = (token: string, held: { id: string; version: number }) =>
  db.inTransaction((tx) => process().leaves(tx, token, held));

it('what is written down of a report does not leave once it was changed, though it was claimed before, and never comes back', async () => {
  await put();
  const [held = NOTHING] = await claim('first');
  await change(2);
  expect(await leaves('first', held)).toBe(false);
  await ends('first', held.id, 'due');
  expect((await stored()).map(({ state, reason, next_at }) => [state, reason, next_at])).toEqual([
    ['missed', 'changed', null],
  ]);
  expect(await claim('second')).toEqual([]);
});

it('what was claimed in another version of its report does not leave', async () => {
  await put();
  const [held = NOTHING] = await claim('first');
  await db.inTransaction((tx) => tx.query('UPDATE report SET version = 2'));
  expect(await leaves('first', held)).toBe(false);
  expect(await leaves('first', { ...held, version: 2 })).toBe(true);
});

it('of what is out while its report is changed nobody knows, until who has it out says so; it is not sent again', async () => {
  await put();
  const [held = NOTHING] = await claim('first');
  expect(await leaves('first', held)).toBe(true);
  await change(2);
  expect((await stored())[0]).toMatchObject({ state: 'unknown', reason: 'no-answer' });
  await ends('first', held.id, 'due');
  expect((await stored())[0]?.state).toBe('unknown');
  await ends('first', held.id, 'sent');
  expect((await stored())[0]?.state).toBe('sent');
});

it('a time that is written down already, after a clock was set back, is not written again, and the report goes on', async () => {
  await put();
  await db.inTransaction((tx) => tx.query('UPDATE report SET next_at = ?', [dueAt]));
  await put();
  expect(await stored()).toHaveLength(1);
  expect(await process().due()).toEqual([]);
});
