import { expect, it, vi } from 'vitest';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import { type DingTalkClient, DingTalkError, type WriteOutcome } from '../../server/src/connectors/source.js';
import { insertTuples } from '../../server/src/database/database.js';
import { Outbox } from '../../server/src/outbox/outbox.js';
import type { FindComment } from '../../server/src/writeback/find-comment.js';
import { SendWritebacks } from '../../server/src/writeback/send-writebacks.js';
import { putBill } from './bill-rows.js';
import { pushDatabase, pushParts, settingsFor } from './push-parts.js';

const opened = pushDatabase();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const COMMENTS = '/v1.0/workflow/processInstances/comments';

/** Two comments that are due, and a DingTalk whose calls of the month are used up for as long as `spent` says. */
async function waiting() {
  const { db } = opened;
  const ids: string[] = [];
  for (const name of ['one', 'two']) ids.push(await putBill(db, name, { state_kind: 'booked' }));
  const columns = 'id kind bill_id event event_version process_instance_id as_userid text callback state attempt';
  await db.inTransaction((tx) =>
    insertTuples(
      tx,
      'outbox',
      [...columns.split(' '), 'next_attempt_at', 'created_at', 'updated_at'],
      ids.map((billId, at) => {
        const own = [`m${at}`, 'comment', billId, 'booked', 1, billId, 'pusher', '已生成付款单', '{}', 'due', 0];
        return [...own, 1, Date.now(), 1];
      }),
    ),
  );
  const health = new DingTalkHealth();
  const dingtalk = { spent: true, asked: 0, sent: [] as string[] };
  const comment = async ({ processInstanceId }: { processInstanceId: string }): Promise<WriteOutcome> => {
    dingtalk.asked += 1;
    if (dingtalk.spent) {
      const refused = new DingTalkError('quota', '本月额度已用完', 'Forbidden.AccessDenied.ApiCountLimitForOrg');
      health.bad(COMMENTS, refused, 'comment');
      throw refused;
    }
    health.good(COMMENTS);
    dingtalk.sent.push(processInstanceId);
    return { kind: 'done' };
  };
  const parts = pushParts(db);
  const worker = new SendWritebacks(
    db,
    new Outbox(db),
    { comment } as unknown as DingTalkClient,
    health,
    { exists: async () => false } as unknown as FindComment,
    parts.ledger,
    parts.claims,
    parts.history,
    parts.wakes,
    parts.holds,
    settingsFor({ DINGTALK_TIMEOUT_MS: 15_000 }),
  );
  const pass = async (ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      vi.advanceTimersByTime(MINUTE);
      await worker.run();
    }
  };
  return { dingtalk, pass };
}

const states = () => opened.db.query<{ state: string }>('SELECT state FROM outbox ORDER BY id');

it('a comment whose month is used up waits for the next one, and is not given up', async () => {
  vi.setSystemTime(Date.UTC(2026, 10, 27));
  const { dingtalk, pass } = await waiting();
  await pass(3 * 24 * HOUR);
  expect(await states()).toEqual([{ state: 'due' }, { state: 'due' }]);
  // A refused call is not counted by DingTalk, and asked seldom all the same: calls may have been bought.
  expect(dingtalk.asked).toBeLessThanOrEqual(2 * 3 * 4);
  vi.setSystemTime(Date.UTC(2026, 11, 1) - 8 * HOUR);
  dingtalk.spent = false;
  await pass(2 * MINUTE);
  expect(await states()).toEqual([{ state: 'sent' }, { state: 'sent' }]);
  expect(dingtalk.sent).toHaveLength(2);
});

it('where calls were bought, comments go on within hours', async () => {
  vi.setSystemTime(Date.UTC(2026, 10, 10));
  const { dingtalk, pass } = await waiting();
  await pass(24 * HOUR);
  dingtalk.spent = false;
  await pass(7 * HOUR);
  expect(await states()).toEqual([{ state: 'sent' }, { state: 'sent' }]);
});
