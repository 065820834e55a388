import { describe, expect, it } from 'vitest';
import type { BillClaims, PushBill } from '../bill/ledger/bill-claims.js';
import type { DingTalkClient, RawApproval } from '../connectors/source.js';
import type { Database } from '../database/database.js';
import { settingsForSpec } from '../http/settings-for-spec.js';
import type { OutboxItem } from '../outbox/outbox.js';
import type { SchemeStore } from '../scheme/version/scheme-store.js';
import { BookedMarks } from './booked-mark.js';
import { FindComment } from './find-comment.js';

const marks = new BookedMarks(settingsForSpec());
const item = {
  billId: 'b1',
  processInstanceId: 'inst-1',
  event: 'booked',
  asUserId: 'pusher',
  text: '已入账：DD0001',
} as OutboxItem;

/** Looks on one approval, which DingTalk answers with this body. */
function lookingAt(body: unknown): FindComment {
  const raw: RawApproval = {
    processCode: 'PROC-1',
    processInstanceId: 'inst-1',
    family: 'v1',
    text: JSON.stringify({ result: body }),
  };
  return new FindComment(
    { read: { query: async () => [] } } as unknown as Database,
    {
      load: async () => [
        { schemeId: 's', schemeVersion: 1, billNo: 'DD0001', kingdeeNo: null, finishedAt: 0, state: {} },
      ],
    } as unknown as BillClaims,
    {
      version: async () => ({
        content: { processCode: 'PROC-1', writeback: { text: '{{outcome}}：{{billNo}}', asUserId: null } },
      }),
    } as unknown as SchemeStore,
    { getInstance: async () => raw } as unknown as DingTalkClient,
    marks,
  );
}
const approval = (...remarks: string[]) => ({
  businessId: '202605061200000000001',
  createTime: '2026-05-06T12:00Z',
  operationRecords: remarks.map((remark) => ({ type: 'ADD_REMARK', userId: 'pusher', remark })),
});

it('finds the comment that names the bill, however its spaces came back', async () => {
  expect(await lookingAt(approval('请尽快', '已 入账： DD0001')).exists(item)).toBe(true);
  expect(await lookingAt(approval('请尽快', '已入账：DD0002')).exists(item)).toBe(false);
});

describe('after a restore, of a bill that is the second of two of its approval', () => {
  const finding = (...remarks: string[]) => {
    const text = JSON.stringify({ result: approval(...remarks) });
    const content = { processCode: 'PROC-1', writeback: { text: '财务已付款，金额 {{amount}}', asUserId: 'pusher' } };
    const split = { id: 'b2', part: 'PB', split_by: 'payee', split_from: 'row:收款人', parts: '["PA","PB"]' };
    const look = new FindComment(
      {
        read: { query: async (sql: string) => (sql.includes('approval_split') ? [split] : []) },
      } as unknown as Database,
      {} as BillClaims,
      { version: async () => ({ content }) } as unknown as SchemeStore,
      {
        getInstance: async () => ({ processCode: 'PROC-1', processInstanceId: 'inst-1', family: 'v1', text }),
      } as unknown as DingTalkClient,
      marks,
    );
    const bill = {
      id: 'b2',
      schemeId: 's',
      schemeVersion: 1,
      billNo: 'DD0002',
      processInstanceId: 'inst-1',
      state: {},
    };
    return look.ofPayment(bill as PushBill);
  };

  it('a comment on the other one says nothing of it', async () => {
    expect(await finding('财务已付款，金额 5.00（同一张审批第 1 张，共 2 张）')).toBeNull();
    expect(await finding('财务已付款，金额 5.00（同一张审批第 2 张，共 2 张）')).toContain('第 2 张');
  });

  it('one on a whole bill, or on one of three, may mean it: a person decides', async () => {
    expect(await finding('财务已付款，金额 15.00')).toContain('15.00');
    expect(await finding('财务已付款，金额 5.00（同一张审批第 1 张，共 3 张）')).toContain('共 3 张');
  });
});

it.each([null, 'gone', {}])('an answer that is no approval (%j) is no answer, never "not there"', async (body) => {
  await expect(lookingAt(body).exists(item)).rejects.toMatchObject({ errorClass: 'transient' });
});
