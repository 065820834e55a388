import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DingTalkError, type NewTodo } from '../connectors/source.js';
import { type Database, insertTuples } from '../database/database.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { SendTodos } from './send-todos.js';
import { TodoAccess } from './todo-access.js';
import { Todos } from './todos.js';

const SETTINGS = {
  DINGTALK_CORP_ID: 'c',
  DINGTALK_TODOS: 'on',
  ASSIGN_UNDO_MS: 1_000,
  TODO_UPDATE_MS: 0,
  RETRY_WAIT_MS: 15_000,
  DINGTALK_TIMEOUT_MS: 1_000,
  LEASE_MARGIN_MS: 1_000,
  PUBLIC_URL: 'https://d.example',
  PORT: 1,
} as never;
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let isHeld: boolean;
let made: NewTodo[];
let changes: unknown[];
let asked: number;
let unionId: () => string;
let send: SendTodos;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 17, 2) });
  given = await temporaryDatabase();
  db = given.db;
  isHeld = false;
  [made, changes, asked, unionId] = [[], [], 0, () => 'union'];
  const leaves = async (leaving?: () => Promise<boolean>) => {
    if (leaving && !(await leaving())) throw new DingTalkError('transient', '没有发出', 'taken-over');
  };
  const dingtalk = {
    unionId: async () => {
      asked++;
      return unionId();
    },
    createTodo: async (todo: NewTodo, leaving?: () => Promise<boolean>) => {
      await leaves(leaving);
      made.push(todo);
      return { kind: 'there', taskId: 'task' };
    },
    changeTodo: async ({ change }: { change: unknown }, leaving?: () => Promise<boolean>) => {
      await leaves(leaving);
      changes.push(change);
      return { kind: 'done' };
    },
  } as never;
  const health = { outage: null, isQuotaSpent: () => false } as never;
  const holds = { blocks: async () => isHeld } as never;
  send = new SendTodos(
    db,
    new Todos(db, SETTINGS),
    new TodoAccess(db, SETTINGS),
    dingtalk,
    health,
    holds,
    {} as never,
    SETTINGS,
  );
  await db.inTransaction((tx) =>
    insertTuples(tx, 'role', ['user_id', 'role', 'granted_by', 'granted_at'], [['lina', 'reviewer', 'x', 1]]),
  );
});
afterEach(async () => {
  vi.useRealTimers();
  await given.drop();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const BILL =
  'id corp_id process_instance_id part bill_no third_bill_no scheme_id scheme_version approval_id org_number outcome state_kind reached state business_id title originator_userid originator_name payee department purpose cost_items attachments action reason_key reason_rank currency amount_minor rate base_fen version attempt finished_at state_since created_at updated_at'.split(
    ' ',
  );
/** One hand-over of bills from wang to lina, each bill with its own note. */
const handsOver = (...said: readonly { note?: string; dueAt?: number }[]) =>
  db.inTransaction(async (tx) => {
    for (const [i, { note = '', dueAt = null }] of said.entries()) {
      const id = `b-${i}`;
      const own = [
        id,
        'c',
        id,
        '',
        id,
        id,
        's',
        1,
        id,
        '101',
        'save',
        'ready',
        'none',
        '{}',
        id,
        '报销',
        'u',
        'u',
        'u',
      ];
      await insertTuples(tx, 'bill', BILL, [
        [...own, 'd', 'p', '[]', 0, 'approve', '', 9, 'CNY', '100', '1', '100', 1, 0, 1, 1, 1, 1],
      ]);
      await insertTuples(
        tx,
        'bill_assignment',
        ['bill_id', 'user_id', 'due_at', 'note', 'assigned_by', 'assigned_at', 'act_id', 'handed_by_act'],
        [[id, 'lina', dueAt, note, 'wang', Date.now(), 'act', 'act']],
      );
    }
  });
const look = async () => {
  later(2_000);
  await send.run();
};
const state = async () =>
  (await db.query<{ state: string; attempt: number }>('SELECT state, attempt FROM todo')).map((row) => [
    row.state,
    row.attempt,
  ]);

it('words and times that were given for a part alone are not told of all of it', async () => {
  await handsOver({ note: '先看大额', dueAt: 5_000 }, { note: '别的话', dueAt: 6_000 }, { note: '别的话' });
  await look();
  expect(made.map(({ dueAt }) => dueAt)).toEqual([null]);
  expect(made[0]?.description).not.toMatch(/留言|看完/);
});

it('words and times that were given for all of it are told', async () => {
  const dueAt = Date.now() + 3_600_000;
  await handsOver({ note: '先看大额', dueAt }, { note: '先看大额', dueAt });
  await look();
  expect([made[0]?.dueAt, made[0]?.description]).toEqual([dueAt, expect.stringContaining('先看大额')]);
});

it('nobody without a role gets one, and one that they have is closed', async () => {
  await handsOver({});
  await look();
  expect(made).toHaveLength(1);
  await db.inTransaction((tx) => tx.query('DELETE FROM role'));
  await look();
  await look();
  expect([changes, await state()]).toEqual([[{ done: true }], [['done', 1]]]);
  await db.inTransaction((tx) => tx.query('DELETE FROM todo'));
  await look();
  expect([made.length, await state()]).toEqual([1, [['void', 0]]]);
});

it('while everything is held none is made, changed or closed, and none leaves that waits for its place', async () => {
  await handsOver({});
  isHeld = true;
  await look();
  expect([made, await state()]).toEqual([[], []]);
  isHeld = false;
  unionId = () => {
    isHeld = true;
    return 'union';
  };
  await look();
  expect([made, (await state())[0]?.[0]]).toEqual([[], 'new']);
  isHeld = false;
  unionId = () => 'union';
  later(3_600_000);
  await look();
  expect([made.length, (await state())[0]?.[0]]).toEqual([1, 'open']);
});

it('where a person cannot be asked for, it is asked more seldom each time', async () => {
  await handsOver({});
  unionId = () => {
    throw new DingTalkError('transient', '忙', '-1');
  };
  for (let minute = 0; minute < 60; minute++) {
    later(60_000);
    await send.run();
  }
  // After 15 s, 30 s, 1, 2, 4, 8, 16 minutes.
  expect(asked).toBeLessThan(10);
});

it('where people may not be asked for it is said once, and asked again a day later', async () => {
  await handsOver({});
  const refused = () => {
    throw new DingTalkError('permission', '没有通讯录权限', '60011');
  };
  unionId = refused;
  for (let sweep = 0; sweep < 5; sweep++) await look();
  expect([asked, (await new TodoAccess(db, SETTINGS).refusal())?.sentence]).toEqual([1, '没有通讯录权限']);
  later(86_400_000);
  unionId = () => 'union';
  await look();
  expect([asked, made.length]).toEqual([2, 1]);
});
