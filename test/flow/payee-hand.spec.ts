import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { billsOf, detailOf, newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { fits } from './offered.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

const STRANGE = '6217000099998888777';
const NOTE = '已打电话向申请人核对过账号';

let run: RunningOffice;
let made: SandboxApproval[];
/** Reviews and pushes; and one who maps and nothing else. */
let both: Person;
let mapper: Person;

beforeAll(async () => {
  run = await startOffice();
  made = newApprovals(run, { count: 6, seed: 71 });
  await collect(run.office);
  const taken = [
    ...made.map(({ originatorUserid }) => originatorUserid),
    run.office.reviewer.userId,
    run.office.pusher.userId,
  ];
  const free = company.employees.filter(({ userid, admin }) => !admin && !taken.includes(userid));
  both = await hired(free[0]?.userid, ['mapper', 'reviewer', 'pusher']);
  mapper = await hired(free[1]?.userid, ['mapper']);
});
afterAll(() => run?.stack.close());

async function hired(userId: string | undefined, roles: readonly string[]): Promise<Person> {
  await run.office.admin.put(`/api/roles/${userId}`, { roles });
  return Person.login(run.stack, userId ?? '');
}
const approvalOf = (index: number): SandboxApproval => {
  const approval = made[index];
  if (!approval) throw new Error('too few approvals');
  return approval;
};
async function fix(person: Person, bill: BillDetail, path: string, targetNumber: string, scope = 'bill') {
  await person.post('/api/mapping/fixes', { billId: bill.id, version: bill.version, path, targetNumber, scope });
}
const preview = (person: Person, bills: readonly { id: string; version: number }[]) =>
  person.post<PushPreview>('/api/push-orders/preview', { items: bills.map(({ id, version }) => ({ id, version })) });

it('who changed the account approves and pushes that bill never; another looks at both values, and a third hand pays', async () => {
  const approval = approvalOf(0);
  await fix(both, await detailOf(run, approval), 'rows[0].oppositeAccount', STRANGE);
  const bill = await detailOf(run, approval);
  expect(bill.issues).toMatchObject([{ code: 'payee-hand', level: 'amber' }]);
  expect(bill.issues[0]?.message).toContain('人工改成了“尾号 8777”');
  const own = await both.refused('POST', `/api/bills/${bill.id}/approve`, { version: bill.version, note: NOTE });
  expect(own).toMatchObject({ code: 'bill/payee-hand', detail: expect.stringContaining('是你改的') });

  const items = [{ id: bill.id, version: bill.version }];
  const { done, skipped } = await run.office.reviewer.post<BatchResult>('/api/bills/approve', { items });
  expect(done.count).toBe(0);
  expect(skipped[0]?.reason).toContain('人工改成了“尾号 8777”');

  await run.office.reviewer.post(`/api/bills/${bill.id}/approve`, { version: bill.version, note: NOTE });
  const approved = await detailOf(run, approval);
  const mine = await preview(both, [approved]);
  expect(mine.eligible.count).toBe(0);
  expect(mine.excluded).toMatchObject([{ reason: '这张单据的收款信息是你改的，不论金额都不能由你推送' }]);
  expect(fits(await both.get<BillDetail>(`/api/bills/${bill.id}`), 'push')).toBe(false);
  expect(billsOf(run, approval)).toEqual([]);

  const theirs = await preview(run.office.pusher, [approved]);
  const names = new Map(company.employees.map(({ userid, name }) => [userid, name]));
  expect(theirs.payeeHands).toMatchObject([
    {
      id: bill.id,
      approvedBy: names.get(run.office.reviewer.userId),
      changes: [{ words: expect.stringContaining('尾号 8777'), by: names.get(both.userId) }],
    },
  ]);
  await orderSettled(run, await run.office.pusher.post<PushOrder>('/api/push-orders', { token: theirs.token }));
  expect(billsOf(run, approval)).toMatchObject([{ status: 'C' }]);
});

it('a mapping row that leads an applicant to somebody else stops every bill of theirs, until another person has looked at one', async () => {
  const approval = approvalOf(1);
  const others = new Set([approval.originatorUserid, mapper.userId, both.userId]);
  const own = company.employees.find(({ userid }) => userid === approval.originatorUserid);
  const accomplice = company.employees.find(
    ({ userid, name, orgNumber }) => !others.has(userid) && orgNumber === own?.orgNumber && name !== own?.name,
  );
  const rows = [{ key: approval.originatorUserid, targetNumber: accomplice?.staffNumber }];
  await mapper.put('/api/mapping/tables/contactUnit/rows', { rows });
  const bill = await detailOf(run, approval);
  expect(bill.issues.map(({ code }) => code)).toEqual(['payee-hand', 'payee-hand']);
  expect(bill.issues[0]?.message).toContain(`${accomplice?.staffNumber} ${accomplice?.name}`);
  const all = await run.office.reviewer.all<BillSummary>('/api/bills?stage=review');
  const theirs = all.filter(({ reasonKey }) => reasonKey === 'payee-hand').map(({ id }) => id);
  expect(theirs).toContain(bill.id);
  const items = all.map(({ id, version }) => ({ id, version }));
  const { skipped } = await run.office.reviewer.post<BatchResult>('/api/bills/approve', { items });
  expect(skipped.map(({ id }) => id)).toEqual(expect.arrayContaining(theirs));
  // The mapper gets every other role as well: it helps nothing.
  await run.office.admin.put(`/api/roles/${mapper.userId}`, { roles: ['mapper', 'reviewer', 'pusher'] });
  const alone = await mapper.refused('POST', `/api/bills/${bill.id}/approve`, { version: bill.version, note: NOTE });
  expect(alone.code).toBe('bill/payee-hand');

  await run.office.reviewer.post(`/api/bills/${bill.id}/approve`, { version: bill.version, note: NOTE });
  expect((await preview(mapper, [await detailOf(run, approval)])).eligible.count).toBe(0);
  // Looked at once, the row is remembered: mapped again, nothing of it stops.
  await fix(run.office.admin, await detailOf(run, approval), 'header.remark', '核对过的单据');
  expect((await detailOf(run, approval)).issues).toEqual([]);
});

it('a mapping row that its writer has put back is no change of theirs, but who takes back what a second person has agreed to changes it', async () => {
  const approval = approvalOf(3);
  // Of the same applicant: the row that stands was agreed to above.
  expect(approval.originatorUserid).toBe(approvalOf(1).originatorUserid);
  const key = approval.originatorUserid;
  const own = company.employees.find(({ userid }) => userid === key);
  const agreed = (
    await mapper.get<{ items: { key: string; targetNumber: string }[] }>(
      `/api/mapping/tables/contactUnit/rows?q=${key}`,
    )
  ).items.find((row) => row.key === key)?.targetNumber;
  const strange = company.employees.find(
    (each) => each.orgNumber === own?.orgNumber && each.name !== own?.name && each.staffNumber !== agreed,
  );
  const put = (person: Person, targetNumber: string | undefined) =>
    person.put('/api/mapping/tables/contactUnit/rows', { rows: [{ key, targetNumber }] });
  const hands = async () => (await detailOf(run, approval)).issues.filter(({ code }) => code === 'payee-hand').length;
  expect(await hands()).toBe(0);
  await put(both, strange?.staffNumber);
  expect(await hands()).toBeGreaterThan(0);
  await put(both, agreed);
  expect(await hands()).toBe(0);
  // To what stood there before the change that was agreed to.
  await put(mapper, own?.staffNumber);
  expect(await hands()).toBeGreaterThan(0);
  await put(mapper, agreed);
  expect(await hands()).toBe(0);
});

it('who may neither approve nor push the own change is told who can, and takes it back: then it is nobody’s change', async () => {
  const bills = await Promise.all([3, 4, 5].map((index) => detailOf(run, approvalOf(index))));
  const before = bills.find(({ state }) => state === 'ready') ?? expect.fail('none of them is ready');
  const { id } = before;
  for (const { index } of before.rows)
    await fix(both, await both.get<BillDetail>(`/api/bills/${id}`), `rows[${index}].oppositeAccount`, STRANGE);
  const { version } = await both.get<BillDetail>(`/api/bills/${id}`);
  const alone = await both.refused('POST', `/api/bills/${id}/approve`, { version, note: NOTE });
  const nameOf = (userId: string) => company.employees.find(({ userid }) => userid === userId)?.name ?? '?';
  expect(alone.detail).toMatch(/要由别人核对后通过。请 .*审核。$/);
  expect(alone.detail).not.toContain(nameOf(both.userId));
  const takeBack = { billId: id, version, path: 'rows[0].oppositeAccount' };
  expect((await run.office.admin.refused('POST', '/api/mapping/fixes/take-back', takeBack)).status).toBe(422);
  expect((await run.office.admin.get<BillDetail>(`/api/bills/${id}`)).ownChanges).toEqual([]);
  const mine = await both.get<BillDetail>(`/api/bills/${id}`);
  expect(mine.ownChanges).toMatchObject([
    { path: 'rows[0].oppositeAccount', words: expect.stringContaining('尾号 8777') },
  ]);
  await both.post('/api/mapping/fixes/take-back', takeBack);
  const after = await both.get<BillDetail>(`/api/bills/${id}`);
  expect([after.issues, after.ownChanges, after.contentHash]).toEqual([before.issues, [], before.contentHash]);
  expect(after.timeline.at(-1)?.what).toBe('撤回了自己改的值');
  expect(fits(after, 'approve')).toBe(true);
});

it('a mapping row that a second person has looked at is no hand on the other open bills of that applicant either', async () => {
  const many = newApprovals(run, { count: 40, seed: 74 });
  await collect(run.office);
  const [first, second] = many
    .filter(
      ({ originatorUserid }, at) =>
        originatorUserid !== mapper.userId &&
        many.some((each, i) => i !== at && each.originatorUserid === originatorUserid),
    )
    .sort((a, b) => (a.originatorUserid < b.originatorUserid ? -1 : 1));
  if (!first || first.originatorUserid !== second?.originatorUserid) throw new Error('seed 74 has no applicant twice');
  const own = company.employees.find(({ userid }) => userid === first.originatorUserid);
  const other = company.employees.find((each) => each.orgNumber === own?.orgNumber && each.name !== own?.name);
  const rows = [{ key: first.originatorUserid, targetNumber: other?.staffNumber }];
  await mapper.put('/api/mapping/tables/contactUnit/rows', { rows });
  const stopped = async () => (await detailOf(run, second)).issues.some(({ code }) => code === 'payee-hand');
  expect(await stopped()).toBe(true);
  const { id, version } = await detailOf(run, first);
  await run.office.admin.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  await until(stopped, (still) => !still);
});

it('who applied changes nothing of their own, whatever roles they have', async () => {
  const approval = approvalOf(2);
  const applicant = await hired(approval.originatorUserid, ['mapper', 'reviewer', 'pusher']);
  const bill = await applicant.get<BillDetail>(`/api/bills/${(await detailOf(run, approval)).id}`);
  expect(fits(bill, 'fix')).toBe(false);
  for (const scope of ['bill', 'applicant', 'company']) {
    const change = {
      billId: bill.id,
      version: bill.version,
      path: 'rows[0].oppositeAccount',
      targetNumber: '6217000099998888777',
      scope,
    };
    expect((await applicant.refused('POST', '/api/mapping/fixes', change)).code).toBe('bill/own-bill');
  }
  expect((await detailOf(run, approval)).version).toBe(bill.version);
});

it('a row that its writer lets pass alone in 单人模式 is looked at by nobody, and stays a hand when the mode ends', async () => {
  const [approval, sent] = newApprovals(run, { count: 6, seed: 75 }).filter(
    ({ originatorUserid }) => originatorUserid !== both.userId,
  );
  if (!approval || !sent) throw new Error('seed 75 has no two approvals of others');
  await collect(run.office);
  const own = company.employees.find(({ userid }) => userid === approval.originatorUserid);
  const other = company.employees.find((each) => each.orgNumber === own?.orgNumber && each.name !== own?.name);
  const rows = [{ key: approval.originatorUserid, targetNumber: other?.staffNumber }];
  await both.put('/api/mapping/tables/contactUnit/rows', { rows });
  await run.stack.restart({ SINGLE_PERSON_MODE: 'on' });
  const { id, version } = await detailOf(run, approval);
  await both.post(`/api/bills/${id}/approve`, { version, note: NOTE });
  const alone = await detailOf(run, sent);
  await both.post(`/api/bills/${alone.id}/approve`, { version: alone.version, note: NOTE });
  const { token } = await both.post<PushPreview>('/api/push-orders/preview', {
    items: [{ id: alone.id, version: (await detailOf(run, sent)).version }],
  });
  await orderSettled(run, await both.post<PushOrder>('/api/push-orders', { token }));
  // What one person did alone is an action of its own, and no second line in the story of the bill.
  const { items } = await run.office.reviewer.get<Decisions>('/api/decisions?kind=alone');
  expect(items.map(({ about, bill }) => [about, bill?.id])).toEqual([
    ['推送', alone.id],
    ['审核通过', alone.id],
    ['审核通过', id],
  ]);
  expect(items.map(({ reason }) => reason)).toEqual(['', NOTE, NOTE]);
  expect((await detailOf(run, approval)).timeline.slice(-1)).toMatchObject([{ what: '审核通过（单人模式）' }]);
  await run.stack.restart({ SINGLE_PERSON_MODE: 'off' });
  // Mapped anew for whatever reason, it says whose hand it is as it did before.
  const { version: approved } = await detailOf(run, approval);
  await run.office.reviewer.post(`/api/bills/${id}/unapprove`, { version: approved, reason: '再看一遍收款人' });
  const again = await detailOf(run, approval);
  expect(again.issues.map(({ code }) => code)).toContain('payee-hand');
  expect((await both.refused('POST', `/api/bills/${id}/approve`, { version: again.version, note: NOTE })).code).toBe(
    'bill/payee-hand',
  );
});
