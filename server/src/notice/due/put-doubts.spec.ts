import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clock } from '../../database/clock.js';
import { fenToColumn } from '../../database/columns.js';
import { type Database, insertTuples } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { NoticeRules } from '../notice-rules.js';
import { type HeldNotice, type NoticeOutcome, Notices } from '../notices.js';
import { PutDoubts } from './put-doubts.js';

const OWNER = 'lina';
const MINUTE = 60_000;
const BILL =
  'id corp_id process_instance_id part bill_no third_bill_no scheme_id scheme_version approval_id org_number outcome state_kind reached state business_id title originator_userid originator_name payee department purpose cost_items attachments action reason_key reason_rank currency amount_minor rate base_fen version attempt finished_at state_since created_at updated_at'.split(
    ' ',
  );

/** A bill in doubt, of an order of this owner. @param fen null: it has no amount. */
async function doubtOf(tx: EntityManager, owner: string, id: string, fen: bigint | null): Promise<void> {
  const amount = fen === null ? null : fenToColumn(fen);
  const bill = [id, 'corp', id, '', id, id, 's', 1, id, '101', 'save', 'in-doubt', 'none', '{}', id, '报销', 'u', 'u'];
  await insertTuples(tx, 'bill', BILL, [
    [...bill, 'u', 'd', 'p', '[]', 0, 'check-in-doubt', '', 1, 'CNY', amount, '1', amount, 1, 0, 1, 1, 1, 1],
  ]);
  await insertTuples(
    tx,
    'push_order',
    ['id', 'owner', 'owner_name', 'state', 'total', 'total_fen', 'created_at'],
    [[`o-${id}`, owner, owner, 'running', 1, amount ?? '0', 1]],
  );
  await insertTuples(
    tx,
    'push_item',
    ['order_id', 'bill_id', 'position', 'bill_version', 'content_hash', 'base_fen'],
    [[`o-${id}`, id, 0, 1, 'h', amount]],
  );
}

/** A database that went back, and was let go on. @param at Unix ms */
const wentBack = (tx: EntityManager, at: number): Promise<unknown> =>
  tx.query(
    "INSERT INTO ledger_hold (id, cause, detail, held_at, held_by, released_at) VALUES ('x', 'ahead', '{}', ?, 'x', ?)",
    [at, at],
  );
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let notices: Notices;
let put: PutDoubts;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 17, 2) });
  given = await temporaryDatabase();
  db = given.db;
  notices = new Notices(db);
  const holds = { blocks: async () => false } as never;
  put = new PutDoubts(db, new NoticeRules(db, undefined as never), notices, holds);
});
afterEach(async () => {
  vi.useRealTimers();
  await given.drop();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const falls = (id: string, fen: bigint | null) => db.inTransaction((tx) => doubtOf(tx, OWNER, id, fen));
const settles = (id: string) =>
  db.inTransaction((tx) => tx.query("UPDATE bill SET state_kind = 'booked' WHERE id = ?", [id]));
/** What goes out now, each to the same end. A work notice keeps what only counts on: as the real one does. */
async function goesOut(way: 'card' | 'work' = 'card', ends?: NoticeOutcome): Promise<string[]> {
  await put.run();
  const said: string[] = [];
  for (const one of await db.inTransaction((tx) =>
    notices.claim(tx, { token: 't', until: clock.now() + MINUTE, limit: 10 }),
  )) {
    await db.inTransaction((tx) => notices.leaves(tx, 't', one));
    const kept = way === 'work' && one.told > 0 && one.card.kind !== 'doubt-settled';
    const outcome = ends ?? { state: kept ? 'kept' : 'sent' };
    if (outcome.state === 'sent') said.push(wordsOf(one));
    await db.inTransaction((tx) => notices.record(tx, 't', one, outcome));
  }
  return said;
}
const wordsOf = ({ card }: HeldNotice): string =>
  [card.title, card.lines[0]?.amount, ...card.notes.filter((each) => each.includes('金额未知'))].join(' ');

it('a doubt that comes while another is settled is told, though the number is no larger', async () => {
  await falls('a', 10_000n);
  await falls('b', 20_000n);
  expect(await goesOut()).toEqual(['存疑 2 笔 300.00']);
  await settles('a');
  await falls('c', 5_000_000n);
  expect(await goesOut()).toEqual(['存疑 3 笔 50,300.00']);
  expect(await goesOut()).toEqual([]);
  await settles('b');
  await settles('c');
  expect(await goesOut()).toEqual(['存疑已查清 50,300.00']);
});

it('where a message cannot be changed, what came within the hour is told when it is over, once, and only if it is still there', async () => {
  await falls('a', 10_000n);
  expect(await goesOut('work')).toEqual(['存疑 1 笔 100.00']);
  later(10 * MINUTE);
  await falls('b', 5_000_000n);
  expect(await goesOut('work')).toEqual([]);
  later(45 * MINUTE);
  expect(await goesOut('work')).toEqual([]);
  later(6 * MINUTE);
  expect(await goesOut('work')).toEqual(['存疑 2 笔 50,100.00']);
  later(MINUTE);
  expect(await goesOut('work')).toEqual([]);
  await falls('c', 1n);
  await goesOut('work');
  await settles('c');
  later(60 * MINUTE);
  expect(await goesOut('work')).toEqual([]);
  await settles('a');
  await settles('b');
  expect(await goesOut('work')).toEqual(['存疑已查清 50,100.01']);
});

it('what was refused has told nobody anything: the next doubt is told whole, and the end of it to nobody', async () => {
  await falls('a', 10_000n);
  expect(await goesOut('work', { state: 'refused', answer: '' })).toEqual([]);
  await falls('b', 20_000n);
  expect(await goesOut('work')).toEqual(['存疑 2 笔 300.00']);
  await settles('a');
  await settles('b');
  await goesOut('work');
  later(61 * MINUTE);
  await falls('c', 1n);
  expect(await goesOut('work', { state: 'refused', answer: '' })).toEqual([]);
  await settles('c');
  expect(await goesOut('work')).toEqual([]);
});

it('amounts that nobody knows yet stay unknown to the end', async () => {
  await falls('a', null);
  await falls('b', 20_000n);
  expect(await goesOut()).toEqual(['存疑 2 笔 200.00 其中 1 笔外币或金额未知']);
  await settles('a');
  await settles('b');
  expect(await goesOut()).toEqual(['存疑已查清 200.00 其中 1 笔外币或金额未知']);
});

it('after a restore what was waiting is told to nobody, a new doubt is told at once', async () => {
  await falls('a', 10_000n);
  await put.run();
  await db.inTransaction((tx) => wentBack(tx, clock.now() + 1));
  later(MINUTE);
  expect([await goesOut(), await goesOut()]).toEqual([[], []]);
  await falls('b', 20_000n);
  expect(await goesOut()).toEqual(['存疑 2 笔 300.00']);
  await settles('a');
  await settles('b');
  expect(await goesOut()).toEqual(['存疑已查清 300.00']);
});

it('an old doubt that a restore closed is told again an hour later, and nothing lasts for ever', async () => {
  await falls('a', 10_000n);
  await put.run();
  await db.inTransaction((tx) => wentBack(tx, clock.now() + 1));
  later(MINUTE);
  expect(await goesOut()).toEqual([]);
  expect(await db.query('SELECT track FROM notice WHERE lasts = 1')).toEqual([]);
  later(60 * MINUTE);
  expect(await goesOut()).toEqual(['存疑 1 笔 100.00']);
});
