import { type Amount, fromFen } from '@dingdee/shared/money';
import type { EntityManager } from 'typeorm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Database, insertTuples } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { NoticeRules } from '../notice-rules.js';
import { Notices } from '../notices.js';
import { PutPushResults } from './put-push-results.js';

/** Tuesday, ten in the morning in Beijing. */
const TEN = Date.UTC(2026, 10, 17, 2);
/** A database that went back, and was let go on. @param at Unix ms */
const wentBack = (tx: EntityManager, at: number): Promise<unknown> =>
  tx.query(
    "INSERT INTO ledger_hold (id, cause, detail, held_at, held_by, released_at) VALUES ('x', 'ahead', '{}', ?, 'x', ?)",
    [at, at],
  );
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let put: PutPushResults;
let asked: string[];
let failed: number;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: TEN });
  given = await temporaryDatabase();
  db = given.db;
  asked = [];
  failed = 0;
  const sumOf = (count: number) => ({ count, amount: fromFen(BigInt(count)) as Amount });
  const sums = async (ids: readonly string[]) => {
    asked.push(...ids);
    return ids.map(
      (id) =>
        ({
          id,
          count: 2,
          amount: '0.02',
          through: [],
          booked: sumOf(2 - failed),
          failed: sumOf(failed),
          inDoubt: sumOf(0),
          notSent: sumOf(0),
        }) as never,
    );
  };
  const rules = new NoticeRules(db, undefined as never);
  await rules.read();
  await db.inTransaction(async (tx) => {
    await tx.query('UPDATE notice_rule SET begun_at = 0');
    await insertTuples(tx, 'role', ['user_id', 'role', 'granted_by', 'granted_at'], [['lina', 'pusher', 'x', 1]]);
  });
  put = new PutPushResults(db, rules, new Notices(db), { sums } as never, { blocks: async () => false } as never);
});
afterEach(async () => {
  vi.useRealTimers();
  await given.drop();
});

const ends = (ids: readonly string[], at = Date.now()) =>
  db.inTransaction((tx) =>
    insertTuples(
      tx,
      'push_order',
      ['id', 'owner', 'owner_name', 'state', 'total', 'total_fen', 'created_at', 'finished_at'],
      ids.map((id) => [id, 'lina', '李娜', 'done', 2, '2', at - 1, at]),
    ),
  );
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const rows = () =>
  db.query<{ state: string; version: number }>('SELECT state, version FROM notice ORDER BY created_at, track');

it('an order that ended is read once, however often it is looked after', async () => {
  await ends(['a']);
  later(1);
  for (let sweep = 0; sweep < 5; sweep++) await put.run();
  expect([asked, await rows()]).toEqual([['a'], [{ state: 'intent', version: 1 }]]);
});

it('one that has not left yet says how the order ended the second time', async () => {
  await ends(['a']);
  later(1);
  await put.run();
  failed = 1;
  later(1);
  await db.inTransaction((tx) => tx.query('UPDATE push_order SET finished_at = ?', [Date.now()]));
  later(1);
  await put.run();
  expect(await rows()).toEqual([{ state: 'intent', version: 2 }]);
});

it('of more orders than a page each is told', async () => {
  await ends(Array.from({ length: 120 }, (_, i) => `o-${String(i).padStart(3, '0')}`));
  later(1);
  await put.run();
  expect([await rows(), new Set(asked).size].map((each) => (Array.isArray(each) ? each.length : each))).toEqual([
    120, 120,
  ]);
});

it('what ended before the database went back is not told again', async () => {
  await ends(['a']);
  await db.inTransaction((tx) => wentBack(tx, Date.now() + 1));
  later(2);
  await put.run();
  await ends(['b']);
  await put.run();
  expect(asked).toEqual(['b']);
});

it('nobody looks at orders of whom nobody is told: at rest, or without a role', async () => {
  await ends(['a']);
  await db.inTransaction((tx) => tx.query("UPDATE notice_rule SET rest_from = '00:00', rest_to = '23:59'"));
  await put.run();
  await db.inTransaction((tx) => tx.query("UPDATE notice_rule SET rest_from = '00:00', rest_to = '00:00'"));
  await db.inTransaction((tx) => tx.query('DELETE FROM role'));
  await put.run();
  expect([asked, await rows()]).toEqual([[], []]);
});
