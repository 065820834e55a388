import { expect, it, vi } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { type DingTalkClient, DingTalkError, type WriteOutcome } from '../../server/src/connectors/source.js';
import { insertTuples } from '../../server/src/database/database.js';
import { Outbox } from '../../server/src/outbox/outbox.js';
import { Departures } from '../../server/src/writeback/departures.js';
import type { FindComment } from '../../server/src/writeback/find-comment.js';
import { SendWritebacks } from '../../server/src/writeback/send-writebacks.js';
import { StuckWritebacks } from '../../server/src/writeback/stuck-writebacks.js';
import { putBill } from './bill-rows.js';
import { pushDatabase, pushParts, settingsFor } from './push-parts.js';

const opened = pushDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PUSHER = { userId: 'pusher', name: '钱思远', roles: ['pusher' as const] };
const COMMENTS = '/v1.0/workflow/processInstances/comments';

const thrown = (errorClass: DingTalkError['errorClass'], code: string) => () => {
  throw new DingTalkError(errorClass, `没有发出：${code}`, code);
};
const answered = (outcome: WriteOutcome) => (): WriteOutcome => outcome;
const DONE = answered({ kind: 'done' });

/** Comments in the outbox, a DingTalk that answers as the spec says, and its worker. */
async function world(count: number) {
  const { db } = opened;
  let made = 0;
  const book = async (): Promise<string> => {
    made += 1;
    const billId = await putBill(db, `bill-${made}`, { state_kind: 'booked' });
    const columns = 'id kind bill_id event event_version process_instance_id as_userid text callback state attempt';
    const now = Date.now();
    await db.inTransaction((tx) =>
      insertTuples(
        tx,
        'outbox',
        [...columns.split(' '), 'next_attempt_at', 'created_at', 'updated_at'],
        [
          [
            `m${made}`,
            'comment',
            billId,
            'booked',
            1,
            `inst-${made}`,
            'pusher',
            '已生成付款单',
            '{}',
            'due',
            0,
            now,
            now,
            now,
          ],
        ],
      ),
    );
    return billId;
  };
  for (let n = 0; n < count; n++) await book();
  const health = new DingTalkHealth();
  const dingtalk = { answer: DONE as (instance: string) => WriteOutcome, asked: 0, written: [] as string[], looks: 0 };
  const comment = async ({ processInstanceId }: { processInstanceId: string }): Promise<WriteOutcome> => {
    dingtalk.asked += 1;
    const outcome = dingtalk.answer(processInstanceId);
    if (outcome.kind === 'done') dingtalk.written.push(processInstanceId);
    return outcome;
  };
  const exists = async ({ processInstanceId }: { processInstanceId: string }) => {
    dingtalk.looks += 1;
    return dingtalk.written.includes(processInstanceId);
  };
  const { ledger, claims, history, wakes, holds } = pushParts(db);
  const settings = settingsFor({ DINGTALK_TIMEOUT_MS: 15_000 });
  const outbox = new Outbox(db);
  const comments = { exists } as unknown as FindComment;
  const client = { comment } as unknown as DingTalkClient;
  const worker = new SendWritebacks(
    db,
    outbox,
    client,
    health,
    comments,
    ledger,
    claims,
    history,
    wakes,
    holds,
    settings,
  );
  const stuck = new StuckWritebacks(db, outbox, new AuditLog(), health, wakes);
  const pass = async (ms: number, each?: () => Promise<unknown>) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      vi.advanceTimersByTime(5 * MINUTE);
      await each?.();
      await worker.run();
    }
  };
  const states = async () => {
    const rows = await db.query<{ state: string }>('SELECT state FROM outbox ORDER BY created_at, id');
    return rows.map(({ state }) => state);
  };
  return { dingtalk, health, pass, states, stuck, book, worker };
}
const all = (count: number, state: string) => Array.from({ length: count }, () => state);

it.each([
  ['token', thrown('token', '40014'), 'token', 'admin'],
  ['credentials', thrown('configuration', '40089'), 'configuration', 'admin'],
  ['rate', thrown('rate', '90018'), 'rate', 'nobody'],
  ['an address that is shut out', thrown('ip-ban', '1111'), 'address', 'admin'],
  ['a host out of reach', thrown('transient', 'ECONNREFUSED'), 'away', 'nobody'],
  [
    'a missing permission',
    answered({ kind: 'refused', sentence: '没有权限', code: '60011', denied: true }),
    'permission',
    'admin',
  ],
  [
    'the white-list of addresses',
    answered({ kind: 'refused', sentence: '出口 IP', code: '60020', denied: true }),
    'address',
    'admin',
  ],
] as const)(
  'a trouble of the system (%s) that lasts for two days refuses no comment: all are listed with cause and owner, and written once when it is over',
  async (_, trouble, cause, owner) => {
    const { dingtalk, pass, states, stuck } = await world(30);
    dingtalk.answer = trouble;
    await pass(48 * HOUR);
    expect(await states()).toEqual(all(30, 'due'));
    // One asks for all: each may be a call of the month. The first 30 went together.
    expect(dingtalk.asked).toBeLessThanOrEqual(30 + 10 + 48);
    const told = await stuck.list();
    expect([told.waiting, told.refused, told.items.length]).toEqual([30, 0, 30]);
    expect(new Set(told.items.map((item) => `${item.state} ${item.cause} ${item.owner}`))).toEqual(
      new Set([`waits ${cause} ${owner}`]),
    );
    dingtalk.answer = DONE;
    await pass(2 * HOUR);
    expect(await states()).toEqual(all(30, 'sent'));
    expect(dingtalk.written).toHaveLength(30);
    expect(await stuck.list()).toMatchObject({ waiting: 0, refused: 0, items: [] });
  },
);

it('with the calls spent on the 20th every bill, also those booked since, is commented on the 1st without a press', async () => {
  vi.setSystemTime(Date.UTC(2026, 10, 20));
  const { dingtalk, health, pass, states, stuck, book } = await world(20);
  dingtalk.answer = () => {
    const spent = new DingTalkError('quota', '本月额度已用完', 'Forbidden.AccessDenied.ApiCountLimitForOrg');
    health.bad(COMMENTS, spent, 'comment');
    throw spent;
  };
  let booked = 20;
  const first = Date.UTC(2026, 11, 1) - 8 * HOUR;
  await pass(first - Date.now() - 10 * MINUTE, async () => {
    if (booked < 60 && Date.now() % (4 * HOUR) === 0) {
      booked += 1;
      await book();
    }
  });
  expect(booked).toBe(60);
  expect(await states()).toEqual(all(60, 'due'));
  const told = await stuck.list();
  expect(new Set(told.items.map(({ cause, owner }) => `${cause} ${owner}`))).toEqual(new Set(['quota admin']));
  vi.setSystemTime(first);
  dingtalk.answer = (instance) => {
    health.good(COMMENTS);
    return instance === '' ? { kind: 'unknown', cause: '' } : { kind: 'done' };
  };
  await pass(15 * MINUTE);
  expect(await states()).toEqual(all(60, 'sent'));
  expect(new Set(dingtalk.written).size).toBe(60);
  expect(dingtalk.written).toHaveLength(60);
  const bills = await opened.db.query<{ n: unknown }>(
    "SELECT COUNT(*) AS n FROM bill WHERE state_kind = 'written-back'",
  );
  expect(Number(bills[0]?.n)).toBe(60);
});

it('a refusal of the month’s calls that lasts for minutes keeps comments back for minutes; one asks for all meanwhile', async () => {
  vi.setSystemTime(Date.UTC(2026, 10, 3));
  const { dingtalk, health, pass, states } = await world(20);
  dingtalk.answer = () => {
    const spent = new DingTalkError('quota', '本月额度已用完', 'Forbidden.AccessDenied.ApiCountLimitForOrg');
    health.bad(COMMENTS, spent, 'comment');
    throw spent;
  };
  await pass(20 * MINUTE);
  expect(await states()).toEqual(all(20, 'due'));
  // The first 20 went together.
  expect(dingtalk.asked).toBeLessThanOrEqual(20 + 5);
  dingtalk.answer = DONE;
  await pass(40 * MINUTE);
  expect(await states()).toEqual(all(20, 'sent'));
  expect(new Set(dingtalk.written).size).toBe(20);
  expect(dingtalk.written).toHaveLength(20);
});

it('an approval on which the app may not comment keeps no other comment back', async () => {
  const { dingtalk, pass, states, book } = await world(1);
  dingtalk.answer = (instance) =>
    instance === 'inst-1' ? { kind: 'refused', sentence: '不可见', code: '50002', denied: true } : { kind: 'done' };
  await pass(HOUR);
  for (let n = 0; n < 10; n++) await book();
  await pass(2 * HOUR);
  expect(await states()).toEqual(['due', ...all(10, 'sent')]);
  expect(dingtalk.asked).toBeLessThan(10 + 25);
});

it('what DingTalk refused for its content is listed for a person, and a press tries it again: it is looked for first, and written once', async () => {
  const { dingtalk, pass, states, stuck } = await world(3);
  dingtalk.answer = answered({ kind: 'refused', sentence: '评论人看不到这条审批', code: 'result=false' });
  await pass(HOUR);
  const { items, refused } = await stuck.list();
  expect([refused, items.map(({ state, cause, owner }) => `${state} ${cause} ${owner}`)]).toEqual([
    3,
    all(3, 'refused content pusher'),
  ]);
  const [one, ...others] = items;
  if (!one) throw new Error('none');
  const looksBefore = dingtalk.looks;
  dingtalk.answer = DONE;
  expect(await stuck.again({ items: [one] }, PUSHER)).toEqual({ again: 1, skipped: 0 });
  await pass(HOUR);
  expect([dingtalk.written.length, dingtalk.looks > looksBefore]).toEqual([1, true]);
  // All that are left; the one of before has gone meanwhile.
  expect(await stuck.again({ items: [one, ...others] }, PUSHER)).toEqual({ again: 2, skipped: 1 });
  await pass(HOUR);
  expect([await states(), dingtalk.written.length]).toEqual([all(3, 'sent'), 3]);
});

it('one that had arrived after all is found by the press, and not written again', async () => {
  const { dingtalk, pass, states, stuck } = await world(1);
  dingtalk.answer = answered({ kind: 'unknown', cause: '没有回答' });
  await pass(24 * HOUR);
  const { items } = await stuck.list();
  expect(items).toMatchObject([{ state: 'refused', cause: 'unanswered', owner: 'pusher' }]);
  const before = dingtalk.asked;
  dingtalk.written.push('inst-1');
  await stuck.again({ items }, PUSHER);
  await pass(HOUR);
  expect([await states(), dingtalk.asked]).toEqual([['sent'], before]);
});

it('a press sends once at most: what is not answered again comes back to the person', async () => {
  const { dingtalk, pass, states, stuck } = await world(1);
  dingtalk.answer = answered({ kind: 'unknown', cause: '没有回答' });
  await pass(24 * HOUR);
  const before = dingtalk.asked;
  await stuck.again({ items: (await stuck.list()).items }, PUSHER);
  await pass(24 * HOUR);
  expect([await states(), dingtalk.asked]).toEqual([['refused'], before + 1]);
});

it.each([
  ['reversal-needed', 'due'],
  ['handled-outside', 'dropped'],
])('a comment “booked” that waits for calls is not sent once its bill is %s: it is %s', async (kind, state) => {
  vi.setSystemTime(Date.UTC(2026, 10, 27));
  const { dingtalk, pass, states } = await world(1);
  dingtalk.answer = thrown('quota', 'Forbidden.AccessDenied.ApiCountLimitForOrg');
  await pass(HOUR);
  await opened.db.inTransaction((tx) => tx.query('UPDATE bill SET state_kind = ?, version = version + 1', [kind]));
  dingtalk.answer = DONE;
  vi.setSystemTime(Date.UTC(2026, 11, 1));
  await pass(8 * HOUR);
  expect([dingtalk.written, await states()]).toEqual([[], [state]]);
  // Somebody says that the bill stands after all.
  await opened.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'booked', version = version + 1`));
  await pass(24 * HOUR);
  expect(dingtalk.written.length).toBe(state === 'due' ? 1 : 0);
});

it('a message whose bill is cancelled in Kingdee between its claim and its leaving does not leave', async () => {
  const { worker, states } = await world(1);
  const outbox = new Outbox(opened.db);
  const claim = { token: 't', until: Date.now() + HOUR, limit: 5, now: Date.now() };
  await opened.db.inTransaction((tx) => outbox.claimDue(tx, { ...claim, state: 'due', kinds: ['comment'] }));
  await opened.db.inTransaction((tx) => tx.query(`UPDATE bill SET state_kind = 'reversal-needed'`));
  const leaves = await new Departures(opened.db, outbox, pushParts(opened.db).holds).leaves('t', 'm1');
  expect([leaves, await states()]).toEqual([false, ['due']]);
  await worker.run();
});
