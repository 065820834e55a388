import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import {
  billsOf,
  confirmPush,
  detailOf,
  newApprovals,
  orderSettled,
  type RunningOffice,
  setSwitches,
  startOffice,
} from './batch.js';
import { collect } from './office.js';

/** An account that was pasted from Excel, which keeps fifteen digits and writes zeros for the rest (decision 149). */
const WHOLE = '6222021234567890123';
const ROUNDED = '6222021234567890000';
const NOTE = '打电话和收款人核对过，账号就是这样';

let run: RunningOffice;
let made: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice();
  setSwitches(run, { dingtalk: { lateEdits: true } });
  made = newApprovals(run, { count: 2, seed: 149 });
  for (const approval of made) {
    const before = approval.values.get(ids.recipient);
    if (before?.kind !== 'recipient') throw new Error('no account on the form');
    const account = { ...before.account, number: ROUNDED };
    run.stack.sandbox.state.dingtalk.editLate(approval, new Map([[ids.recipient, { kind: 'recipient', account }]]));
  }
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const bill = (index: number): Promise<BillDetail> => detailOf(run, approvalOf(index));
function approvalOf(index: number): SandboxApproval {
  const approval = made[index];
  if (!approval) throw new Error('too few approvals');
  return approval;
}
/** Sets the account on each row that lacks it. */
async function fix(index: number, targetNumber: string): Promise<BillDetail> {
  for (;;) {
    const now = await bill(index);
    const path = now.issues.find(({ level }) => level === 'red')?.path;
    if (!path) return now;
    const { id: billId, version } = now;
    await run.office.admin.post('/api/mapping/fixes', { billId, version, path, targetNumber, scope: 'bill' });
  }
}
const paid = (index: number) => (billsOf(run, approvalOf(index))[0]?.rows ?? []).map((row) => row.FOPPOSITEBANKACCOUNT);

it('stops the bill before anybody can approve it, says what was seen and what to do, and takes no account from the record instead', async () => {
  const { id, version, state, issues } = await bill(0);
  expect(state).toBe('needs-mapping');
  expect(new Set(issues.map(({ code, level }) => `${level} ${code}`))).toEqual(new Set(['red payee-rounded']));
  expect(issues[0]?.message).toContain('有 19 位，第 15 位以后全是 0（尾号 0000），像是从 Excel 粘贴的');
  expect(JSON.stringify(issues)).not.toContain(ROUNDED);
  const seen = { billId: id, version };
  const record = await run.office.reviewer.refused('POST', '/api/mapping/payee-records/look', seen);
  expect(record.detail).toContain('没读懂的收款信息');
  // The same sentence as on the bill.
  expect(record.detail).toContain(issues[0]?.message ?? '?');
});

it('with the account as it should be typed in, it goes as any that a person set', async () => {
  const { issues, state } = await fix(0, WHOLE);
  expect([state, issues.map(({ code }) => code)]).toEqual(['ready', ['payee-hand']]);
});

it('one that a person says is right goes with a note of who approves, never among several, and is paid as it stands', async () => {
  const { id, version, state, issues } = await fix(1, ROUNDED);
  expect(state).toBe('ready');
  expect(new Set(issues.map(({ code, level }) => `${level} ${code}`))).toEqual(new Set(['amber payee-rounded']));
  const { reviewer } = run.office;
  const { done } = await reviewer.post<BatchResult>('/api/bills/approve', { items: [{ id, version }] });
  expect(done.count).toBe(0);
  const bare = await reviewer.refused('POST', `/api/bills/${id}/approve`, { version });
  expect(bare.code).toBe('bill/note-needed');
  await reviewer.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  await orderSettled(run, await confirmPush(run));
  expect(new Set(paid(1))).toEqual(new Set([ROUNDED]));
  expect(paid(0)).toEqual([]);
});
