import { fromFen } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DingTalkError } from '../connectors/source.js';
import { clock } from '../database/clock.js';
import { type Database, insertTuples } from '../database/database.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { doubtCard, doubtSettledCard } from './cards/doubt-card.js';
import type { NoticeChannel } from './notice-card.js';
import { NoticeRules } from './notice-rules.js';
import { Notices } from './notices.js';
import { SendNotices } from './send-notices.js';
import { WorkNotices } from './work-notices.js';

type Notice = Parameters<NoticeChannel['deliver']>[0];
const SETTINGS = {
  NOTICE_SWEEP_MS: 1,
  DINGTALK_TIMEOUT_MS: 1_000,
  LEASE_MARGIN_MS: 1_000,
  RETRY_WAIT_MS: 1_000,
} as never;
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let isHeld: boolean;
let sent: string[];
let deliver: NoticeChannel['deliver'];

beforeEach(async () => {
  given = await temporaryDatabase();
  db = given.db;
  isHeld = false;
  sent = [];
  deliver = async ({ userIds }) => {
    sent.push(...userIds);
    return { outcome: 'sent' };
  };
});
afterEach(() => given.drop());

const sum = { count: 1, amount: fromFen(100n) };
const put = (...userIds: readonly string[]) =>
  db.inTransaction(async (tx) => {
    for (const userId of userIds)
      await new Notices(db).put(tx, {
        track: userId,
        cause: 'doubt',
        userId,
        card: doubtCard(sum, 0),
        sum,
        lasts: true,
        lateAt: null,
      });
  });
const roles = (...userIds: readonly string[]) =>
  db.inTransaction((tx) =>
    insertTuples(
      tx,
      'role',
      ['user_id', 'role', 'granted_by', 'granted_at'],
      userIds.map((id) => [id, 'pusher', 'x', 1]),
    ),
  );
/** One sweep. */
async function sweep(): Promise<void> {
  let run = async (): Promise<void> => {};
  const wakes = { on: (_name: string, work: () => Promise<void>) => (run = work), every: () => {}, wake: () => {} };
  const none = { run: async () => {} } as never;
  const health = { outage: null, isQuotaSpent: () => false } as never;
  const holds = { blocks: async () => isHeld } as never;
  const rules = new NoticeRules(db, undefined as never);
  const channel = { deliver: (notice: Notice) => deliver(notice) };
  const notices = new Notices(db);
  new SendNotices(
    db,
    notices,
    rules,
    none,
    none,
    none,
    none,
    health,
    holds,
    wakes as never,
    channel,
    SETTINGS,
  ).onApplicationBootstrap();
  await run();
}
const states = async () =>
  Object.fromEntries(
    (await db.query<{ track: string; state: string }>('SELECT track, state FROM notice')).map(({ track, state }) => [
      track,
      state,
    ]),
  );

it('whoever has no role any more is told nothing, and the others are', async () => {
  await put('gone', 'lina');
  await roles('lina');
  await sweep();
  expect([sent, await states()]).toEqual([['lina'], { gone: 'refused', lina: 'sent' }]);
});

it('where the roles cannot be read nothing has left: it is told later, and is not lost', async () => {
  await put('lina');
  await roles('lina');
  await db.inTransaction((tx) => tx.query('ALTER TABLE role RENAME TO role_away'));
  await sweep();
  expect([sent, await states()]).toEqual([[], { lina: 'intent' }]);
  await db.inTransaction((tx) => tx.query('ALTER TABLE role_away RENAME TO role'));
  await db.inTransaction((tx) => tx.query('UPDATE notice SET lease_until = 0'));
  await sweep();
  expect([sent, await states()]).toEqual([['lina'], { lina: 'sent' }]);
});

it('a message that goes wrong takes no other with it', async () => {
  await put('lina', 'wang');
  await roles('lina', 'wang');
  const { deliver: good } = { deliver };
  deliver = async (notice) => {
    if (notice.userIds.includes('lina')) throw new Error('torn');
    await new Promise((resolve) => setTimeout(resolve, 50));
    return good(notice);
  };
  await sweep();
  expect([sent, await states()]).toEqual([['wang'], { lina: 'sending', wang: 'sent' }]);
});

it('a hold that begins while a work notice waits for its place stops it, and it goes out after that', async () => {
  await put('lina');
  await roles('lina');
  let waits = true;
  const dingtalk = {
    notify: async (_notice: unknown, leaving?: () => Promise<boolean>) => {
      isHeld = waits;
      if (leaving === undefined || (await leaving())) sent.push('lina');
      else throw new DingTalkError('transient', '没有发出', 'taken-over');
      return { kind: 'done' };
    },
  } as never;
  const work = new WorkNotices(dingtalk, { PUBLIC_URL: undefined, DINGTALK_CORP_ID: 'c' });
  deliver = (notice) => work.deliver(notice);
  await sweep();
  expect([sent, await states()]).toEqual([[], { lina: 'intent' }]);
  [isHeld, waits] = [false, false];
  await db.inTransaction((tx) => tx.query('UPDATE notice SET next_at = ?', [clock.now()]));
  await sweep();
  expect([sent, await states()]).toEqual([['lina'], { lina: 'sent' }]);
});

it('a work notice says the end only of what came', async () => {
  const work = new WorkNotices({} as never, { PUBLIC_URL: undefined, DINGTALK_CORP_ID: 'c' });
  const end = { trackId: 'x', version: 2, userIds: ['lina'], card: doubtSettledCard(sum, 0) };
  expect(await work.deliver({ ...end, told: 0 })).toEqual({ outcome: 'kept' });
});
