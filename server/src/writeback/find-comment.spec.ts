import { expect, it } from 'vitest';
import type { BillClaims } from '../bill/ledger/bill-claims.js';
import type { DingTalkClient, RawApproval } from '../connectors/source.js';
import type { Database } from '../database/database.js';
import type { OutboxItem } from '../outbox/outbox.js';
import type { SchemeStore } from '../scheme/version/scheme-store.js';
import { FindComment } from './find-comment.js';

const item = { billId: 'b1', processInstanceId: 'inst-1', event: 'booked', text: '已入账：DD0001' } as OutboxItem;

/** Looks on one approval, which DingTalk answers with this body. */
function lookingAt(body: unknown): FindComment {
  const raw: RawApproval = {
    processCode: 'PROC-1',
    processInstanceId: 'inst-1',
    family: 'v1',
    text: JSON.stringify({ result: body }),
  };
  return new FindComment(
    { read: {} } as unknown as Database,
    {
      load: async () => [{ schemeId: 's', schemeVersion: 1, billNo: 'DD0001', kingdeeNo: null }],
    } as unknown as BillClaims,
    { version: async () => ({ content: { processCode: 'PROC-1' } }) } as unknown as SchemeStore,
    { getInstance: async () => raw } as unknown as DingTalkClient,
  );
}
const approval = (...remarks: string[]) => ({
  businessId: '202605061200000000001',
  createTime: '2026-05-06T12:00Z',
  operationRecords: remarks.map((remark) => ({ type: 'ADD_REMARK', remark })),
});

it('finds the comment that names the bill, however its spaces came back', async () => {
  expect(await lookingAt(approval('请尽快', '已 入账： DD0001')).exists(item)).toBe(true);
  expect(await lookingAt(approval('请尽快', '已入账：DD0002')).exists(item)).toBe(false);
});

it.each([null, 'gone', {}])('an answer that is no approval (%j) is no answer, never "not there"', async (body) => {
  await expect(lookingAt(body).exists(item)).rejects.toMatchObject({ errorClass: 'transient' });
});
