import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { employees } from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { collectAndApprove, detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import type { Person } from './person.js';

let run: RunningOffice;
let made: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice();
  made = newApprovals(run, { count: 8, seed: 71 });
  await collectAndApprove(run);
});
afterAll(() => run?.stack.close());

const at = (index: number): SandboxApproval => {
  const approval = made[index];
  if (!approval) throw new Error('too few approvals');
  return approval;
};
const nameOf = ({ userId }: Person) => employees.find(({ userid }) => userid === userId)?.name;
const exclude = async (person: Person, approval: SandboxApproval, reason: string) => {
  const { id, version } = await detailOf(run, approval);
  return person.post<BillSummary>(`/api/bills/${id}/exclude`, { version, reason });
};
const refused = async (person: Person, approval: SandboxApproval, reason: string) => {
  const { id, version } = await detailOf(run, approval);
  return person.refused('POST', `/api/bills/${id}/exclude`, { version, reason });
};

it('an approved bill is archived only when a second person says so too; until then it can be paid and stands in the list', async () => {
  const { admin, reviewer, pusher } = run.office;
  const before = await detailOf(run, at(0));
  const asked = await exclude(reviewer, at(0), '供应商已经收到现金');
  expect([asked.state, asked.reasonKey]).toEqual(['approved', 'exclude-asked']);
  expect(asked.reason).toContain('请求“排除”（供应商已经收到现金），等另一位同事确认');
  const alone = await refused(reviewer, at(0), '确实不用再付了');
  expect(alone.code).toBe('bill/second-person');
  // Named is who could do it, not who asked.
  expect(alone.detail).toBe(`你已请求“排除”，等 ${nameOf(admin)} 确认。确认的人打开这张单据、写明理由。没有改动。`);
  const turnFor = async (person: Person) => (await person.get<BillDetail>(`/api/bills/${asked.id}`)).turns.exclude;
  expect([before.turns.exclude, await turnFor(reviewer), await turnFor(admin)]).toEqual(['first', 'own', 'second']);
  const sheet = await pusher.post<PushPreview>('/api/push-orders/preview', {
    items: [{ id: asked.id, version: asked.version }],
  });
  expect(sheet.eligible.count).toBe(1);
  const done = await exclude(admin, at(0), '看过现金收据，不用再付');
  expect(done.state).toBe('excluded');
  const { items } = await pusher.get<Decisions>('/api/decisions');
  expect(items.slice(0, 2)).toMatchObject([
    { kind: 'exclude', reason: '看过现金收据，不用再付', askedReason: '供应商已经收到现金', bill: { id: asked.id } },
    { kind: 'exclude-asked', reason: '供应商已经收到现金', askedBy: null },
  ]);
  expect(items[0]?.askedBy).toBe(items[1]?.by);
});

it('taking the approval back first, or holding the bill, makes it no single person’s bill again', async () => {
  const { reviewer } = run.office;
  for (const [index, verb] of [
    [1, 'unapprove'],
    [2, 'hold'],
  ] as const) {
    const { id, version } = await detailOf(run, at(index));
    await reviewer.post(`/api/bills/${id}/${verb}`, { version, reason: '金额要再核对' });
    expect((await exclude(reviewer, at(index), '重复提交的单据')).state).not.toBe('excluded');
    expect((await refused(reviewer, at(index), '重复提交的单据')).code).toBe('bill/second-person');
  }
});

it('a reason of signs, blanks or one letter over and over is none, on every action that asks for one', async () => {
  const bill: BillDetail = await detailOf(run, at(3));
  const verbs = ['unapprove', 'hold', 'exclude', 'ask-applicant', 'release', 'stands', 'reversed'];
  for (const verb of verbs)
    for (const reason of ['.', '    ', '。。。。。', 'aaaaaa', '好的']) {
      const answer = await run.office.admin.refused('POST', `/api/bills/${bill.id}/${verb}`, {
        version: bill.version,
        reason,
      });
      expect([verb, answer.status, answer.code]).toEqual([verb, 400, 'request/invalid']);
      expect(answer.detail).toContain('理由：至少写四个字');
    }
  expect((await detailOf(run, at(3))).version).toBe(bill.version);
});
