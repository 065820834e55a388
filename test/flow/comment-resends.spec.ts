import { expect, it, vi } from 'vitest';
import { DingTalkHealth } from '../../server/src/connectors/dingtalk/call/dingtalk-health.js';
import type { DingTalkClient, WriteOutcome } from '../../server/src/connectors/source.js';
import { insertTuples } from '../../server/src/database/database.js';
import { Outbox } from '../../server/src/outbox/outbox.js';
import type { FindComment } from '../../server/src/writeback/find-comment.js';
import { SendWritebacks } from '../../server/src/writeback/send-writebacks.js';
import { putBill } from './bill-rows.js';
import { pushDatabase, pushParts, settingsFor } from './push-parts.js';

const opened = pushDatabase();

/** A message in the outbox, and a DingTalk that never says whether it arrived, and never shows it. */
async function silent(kind: 'comment' | 'notice') {
  const { db } = opened;
  const billId = await putBill(db, 'one', { state_kind: 'booked' });
  const columns = 'id kind bill_id event event_version process_instance_id as_userid text callback state attempt';
  await db.inTransaction((tx) =>
    insertTuples(
      tx,
      'outbox',
      [...columns.split(' '), 'next_attempt_at', 'created_at', 'updated_at'],
      [['m1', kind, billId, 'booked', 1, 'one', 'pusher', '已生成付款单', '{}', 'due', 0, 1, Date.now(), 1]],
    ),
  );
  const parts = pushParts(db);
  const sent: number[] = [];
  const send = async (): Promise<WriteOutcome> => {
    sent.push(Date.now());
    return { kind: 'unknown', cause: '没有回答' };
  };
  const dingtalk = { comment: send, notify: send } as unknown as DingTalkClient;
  const comments = { exists: async () => false } as unknown as FindComment;
  const { ledger, claims, history, wakes, holds } = parts;
  const settings = settingsFor({ DINGTALK_TIMEOUT_MS: 15_000 });
  const health = new DingTalkHealth();
  const worker = new SendWritebacks(
    db,
    new Outbox(db),
    dingtalk,
    health,
    comments,
    ledger,
    claims,
    history,
    wakes,
    holds,
    settings,
  );
  return { sent, worker };
}

it.each([
  ['comment', /发了 9 次，钉钉每次都没有回答，审批里也看不到，不再发送。请打开审批看一看/],
  ['notice', /发了 9 次，钉钉每次都没有回答，不再发送/],
] as const)(
  'a %s that DingTalk never answers and never shows is not sent for ever: a person has a look',
  async (kind, message) => {
    const { sent, worker } = await silent(kind);
    for (let minute = 0; minute < 24 * 60; minute++) {
      vi.advanceTimersByTime(60_000);
      await worker.run();
    }
    expect(sent).toHaveLength(9);
    const [row] = await opened.db.query<{ message: string }>(
      'SELECT state, resends, next_attempt_at, message FROM outbox',
    );
    expect(row).toMatchObject({ state: 'refused', resends: 8, next_attempt_at: null });
    expect(row?.message).toMatch(message);
  },
);
