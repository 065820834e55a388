import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { PushPreview } from '@dingdee/shared/push';
import type { PushPauses } from '@dingdee/shared/push-pause';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import type { Role } from '@dingdee/shared/session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { billsOf, detailOf, newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

/** What each of them tries after, between and around the rules: on what was approved already, with another's rights, or with the switches. */
const WHY = '以后再说这一笔';

let run: RunningOffice;
let made: SandboxApproval[];
/** Reviews and pushes. */
let both: Person;
let mapper: Person;
beforeAll(async () => {
  run = await startOffice({ settings: { FOUR_EYES_BILL: '300.00' } });
  made = newApprovals(run, { count: 30, seed: 71 });
  await collect(run.office);
  const { reviewer, pusher } = run.office;
  const taken = [reviewer.userId, pusher.userId, ...made.map(({ originatorUserid }) => originatorUserid)];
  const free = company.employees.filter(({ userid, admin }) => !admin && !taken.includes(userid));
  both = await hired(free[0]?.userid, ['reviewer', 'pusher']);
  mapper = await hired(free[1]?.userid, ['mapper']);
  const others = new Set([run.office.admin.userId, reviewer.userId]);
  made = made.filter(({ originatorUserid }) => !others.has(originatorUserid));
});
afterAll(() => run?.stack.close());

async function hired(userId: string | undefined, roles: readonly Role[]): Promise<Person> {
  await run.office.admin.put(`/api/roles/${userId}`, { roles });
  return Person.login(run.stack, userId ?? '');
}
const approvalAt = (index: number): SandboxApproval => {
  const approval = made[index];
  if (!approval) throw new Error('too few approvals');
  return approval;
};
const billAt = (index: number): Promise<BillDetail> => detailOf(run, approvalAt(index));
const nothingPaid = (index: number): void => expect(billsOf(run, approvalAt(index))).toEqual([]);
async function approve(person: Person, index: number): Promise<BillDetail> {
  const { id, version } = await billAt(index);
  await person.post(`/api/bills/${id}/approve`, { version, note: '与原件逐项核对过' });
  return billAt(index);
}
const sheetOf = (person: Person, bills: readonly Pick<BillDetail, 'id' | 'version'>[]) =>
  person.post<PushPreview>('/api/push-orders/preview', { items: bills.map(({ id, version }) => ({ id, version })) });
const nameOf = ({ userId }: Person): string => company.employees.find(({ userid }) => userid === userId)?.name ?? '';
const otherItem = (bill: BillDetail): string => {
  const now = bill.rows[0]?.fields.find(({ path }) => path.endsWith('.costItem'))?.value;
  return company.expenseTypes.find(({ costItemNumber }) => costItemNumber !== now)?.costItemNumber ?? '';
};

describe('the mapper', () => {
  it('who changes what an approved bill says takes its approval away: it is in the reviewer’s list again, and nothing of it is pushed', async () => {
    const bill = await approve(run.office.reviewer, 0);
    const change = { path: 'rows[0].costItem', targetNumber: otherItem(bill), scope: 'bill' };
    await mapper.post('/api/mapping/fixes', { billId: bill.id, version: bill.version, ...change });
    const changed = await billAt(0);
    expect([changed.state, changed.approvedBy]).toEqual(['ready', null]);
    expect(changed.approvalVoided).toContain(nameOf(mapper));
    expect((await sheetOf(run.office.pusher, [bill])).eligible.count).toBe(0);
    expect((await sheetOf(run.office.pusher, [changed])).eligible.count).toBe(0);
    nothingPaid(0);
  });

  it('who changes the mapping table under a sheet that is open: what is sent is what was approved, or it is nothing', async () => {
    const bill = await approve(run.office.reviewer, 1);
    const [item] = approvalAt(1).expected.rows;
    const label = company.expenseTypes.find(({ costItemNumber }) => costItemNumber === item?.costItemNumber)?.label;
    const { token } = await sheetOf(run.office.pusher, [bill]);
    const rows = (targetNumber: string) => ({ rows: [{ key: label?.trim(), targetNumber }] });
    await mapper.put('/api/mapping/tables/costItem/rows', rows(otherItem(bill)));
    const answer = await run.office.pusher.raw('POST', '/api/push-orders', { token });
    if (answer.ok) await orderSettled(run, await answer.json());
    const booked = billsOf(run, approvalAt(1));
    expect(booked.length).toBe(answer.ok ? 1 : 0);
    for (const { rows: sent } of booked) expect(sent[0]?.FCOSTID).toBe(item?.costItemNumber);
    if (!answer.ok) expect((await billAt(1)).state).toBe('ready');
    await run.office.admin.put('/api/mapping/tables/costItem/rows', rows(item?.costItemNumber ?? ''));
  });
});

describe('the reviewer', () => {
  it('who puts aside a payment that nobody approved yet stands in everybody’s list that day, with the reason', async () => {
    const { id, version } = await billAt(2);
    await both.post(`/api/bills/${id}/exclude`, { version, reason: WHY });
    const { items } = await run.office.pusher.get<Decisions>('/api/decisions');
    expect(items[0]).toMatchObject({ kind: 'exclude', by: nameOf(both), reason: WHY, bill: { id } });
    expect(items[0]?.at).toBeGreaterThan(Date.now() - 60_000);
  });

  it('does not let a payment lie: one on hold stands with name and reason in a list that others read and can end', async () => {
    const { id, version } = await billAt(3);
    await both.post(`/api/bills/${id}/hold`, { version, reason: WHY });
    const held = (await run.office.pusher.all<BillSummary>('/api/bills?stage=held')).find((bill) => bill.id === id);
    expect(held?.reason).toContain(WHY);
    const seen = await run.office.pusher.get<BillDetail>(`/api/bills/${id}`);
    expect(JSON.stringify(seen.timeline)).toContain(nameOf(both));
    await run.office.pusher.post(`/api/bills/${id}/release`, { version: held?.version, reason: '问过了可以继续' });
    expect((await billAt(3)).state).toBe('ready');
  });

  it('is one person on the desk and on the phone: what one log-in approved the other does not push', async () => {
    const phone = await Person.login(run.stack, both.userId);
    const bill = await approve(both, 4);
    const sheet = await sheetOf(phone, [bill]);
    expect(sheet.eligible.count).toBe(0);
    expect(sheet.excluded[0]?.reason).toContain('审核人与推送人都是你');
    nothingPaid(4);
  });

  it('does not collect accounts: the thirty-first within an hour is refused, and every look is in the bill’s history', async () => {
    const { id } = await billAt(5);
    for (let i = 0; i < 30; i++) await both.post(`/api/bills/${id}/reveal-account`);
    expect((await both.refused('POST', `/api/bills/${id}/reveal-account`)).code).toBe('bill/too-many-reveals');
    const { timeline } = await run.office.pusher.get<BillDetail>(`/api/bills/${id}`);
    expect(timeline.filter((line) => JSON.stringify(line).includes('账号')).length).toBe(30);
  });
});

describe('the pusher', () => {
  it('does not push another version than the one that was approved', async () => {
    const before = await billAt(6);
    const bill = await approve(run.office.reviewer, 6);
    expect((await sheetOf(run.office.pusher, [before])).eligible.count).toBe(0);
    const { token } = await sheetOf(run.office.pusher, [bill]);
    await run.office.reviewer.post(`/api/bills/${bill.id}/unapprove`, { version: bill.version, reason: WHY });
    expect((await run.office.pusher.refused('POST', '/api/push-orders', { token })).code).toBe('push/preview-changed');
    nothingPaid(6);
  });

  it('whose right was taken confirms nothing any more, also of a sheet that was open', async () => {
    const bill = await approve(run.office.reviewer, 7);
    const sheet = await sheetOf(both, [bill]);
    expect(sheet.eligible.count).toBe(1);
    await run.office.admin.put(`/api/roles/${both.userId}`, { roles: ['reviewer'] });
    expect((await both.refused('POST', '/api/push-orders', { token: sheet.token })).status).toBe(403);
    await run.office.admin.put(`/api/roles/${both.userId}`, { roles: ['reviewer', 'pusher'] });
    nothingPaid(7);
  });

  it('does not stop payments in silence: a pause names who and why to everybody, and another ends it', async () => {
    const target = { kind: 'scheme', id: run.office.schemeId };
    await both.post('/api/push-pauses', { ...target, reason: WHY });
    const { items } = await run.office.reviewer.get<PushPauses>('/api/push-pauses');
    expect(items).toMatchObject([{ ...target, by: nameOf(both), reason: WHY }]);
    await run.office.pusher.post('/api/push-pauses/resume', target);
    expect((await run.office.reviewer.get<PushPauses>('/api/push-pauses')).items).toEqual([]);
  });

  it('does not call a payment done by the number of somebody else’s bill, nor send it a second time', async () => {
    const paid = await approve(run.office.reviewer, 8);
    const { token } = await sheetOf(run.office.pusher, [paid]);
    await orderSettled(run, await run.office.pusher.post('/api/push-orders', { token }));
    const [booked] = billsOf(run, approvalAt(8));
    const open = await approve(run.office.reviewer, 9);
    const version = { version: open.version };
    const adopt = await run.office.pusher.refused('POST', `/api/bills/${open.id}/adopt`, {
      ...version,
      number: booked?.number,
    });
    expect(adopt.status).toBe(422);
    const done = await billAt(8);
    const resend = { version: done.version, reason: '金蝶里没有看到' };
    expect((await run.office.pusher.refused('POST', `/api/bills/${done.id}/resend`, resend)).status).toBe(422);
    expect([billsOf(run, approvalAt(8)).length, billsOf(run, approvalAt(9)).length]).toEqual([1, 0]);
    expect((await billAt(9)).state).toBe('approved');
  });
});

describe('the applicant', () => {
  it('with every right neither approves the own bill by a group, nor by a change that somebody else made to it', async () => {
    const approval = approvalAt(10);
    const applicant = await hired(approval.originatorUserid, ['mapper', 'reviewer', 'pusher']);
    const bill = await billAt(10);
    const change = { path: 'rows[0].costItem', targetNumber: otherItem(bill), scope: 'bill' };
    await mapper.post('/api/mapping/fixes', { billId: bill.id, version: bill.version, ...change });
    const { id, version } = await billAt(10);
    const own = await applicant.refused('POST', `/api/bills/${id}/approve`, { version, note: '同事改过的内容' });
    expect(own.code).toBe('bill/own-bill');
    await applicant.post('/api/bills/approve', { items: [{ id, version }] });
    expect((await billAt(10)).state).toBe('ready');
    await run.office.admin.put(`/api/roles/${approval.originatorUserid}`, { roles: [] });
  });
});

describe('the admin', () => {
  it('who gives 审核 and 推送 to themselves, and takes 推送 from everybody else, still pushes nothing large that they approved', async () => {
    const { admin, pusher } = run.office;
    await admin.put(`/api/roles/${admin.userId}`, { roles: ['mapper', 'reviewer', 'pusher', 'admin'] });
    const bill = await approve(admin, 11);
    const tries = async () => {
      const sheet = await sheetOf(admin, [bill]);
      expect(sheet.eligible.count).toBe(0);
      expect(sheet.excluded[0]?.nextStep).toMatch(/推送/);
      return admin.refused('POST', '/api/push-orders', { token: sheet.token });
    };
    expect((await tries()).status).toBe(422);
    await admin.put(`/api/roles/${pusher.userId}`, { roles: ['viewer'] });
    await admin.put(`/api/roles/${both.userId}`, { roles: ['reviewer'] });
    expect((await tries()).status).toBe(422);
    await admin.put(`/api/roles/${pusher.userId}`, { roles: ['viewer', 'pusher'] });
    await admin.put(`/api/roles/${both.userId}`, { roles: ['reviewer', 'pusher'] });
    await admin.put(`/api/roles/${admin.userId}`, { roles: ['admin'] });
    nothingPaid(11);
  });

  it('finds no operation that moves a limit: they stand in the settings of the machine, which no page reaches', async () => {
    const { paths } = await (await fetch(`${run.stack.url}/api/openapi.json`)).json();
    const documented = JSON.stringify(paths);
    expect(documented).toContain('/api/push-orders');
    expect(documented).not.toMatch(/FOUR_EYES|fourEyes|singlePersonMode|\/settings/);
  });

  it('does not send what was approved to another organisation by way of the scheme', async () => {
    const { admin, schemeId, reviewer, pusher } = run.office;
    const bill = await approve(reviewer, 12);
    const { token } = await sheetOf(pusher, [bill]);
    const { version, content } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
    const constant = { label: '付款组织', required: true, rules: [{ kind: 'constant', value: '102' }] };
    const header = { ...content.header, payOrg: constant };
    await admin.put(`/api/schemes/${schemeId}/content`, { version, content: { ...content, orgNumber: '102', header } });
    const order = await pusher.raw('POST', '/api/push-orders', { token });
    if (order.ok) await orderSettled(run, await order.json());
    for (const line of billsOf(run, approvalAt(12))) expect(line.org).toBe(bill.orgNumber);
    const open = await until(
      () => billAt(13),
      ({ schemeVersion }) => schemeVersion > bill.schemeVersion,
    );
    expect(open.approvedBy).toBeNull();
    const now = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
    await admin.put(`/api/schemes/${schemeId}/content`, { version: now.version, content });
  });

  it('does not keep somebody’s payments out by a filter without a word: the run says how many were left out and why', async () => {
    const { admin, schemeId, reviewer } = run.office;
    const { version, content } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
    const filter = [{ from: 'instance:originatorName', is: 'equals', value: '没有这个人' }];
    await admin.put(`/api/schemes/${schemeId}/content`, { version, content: { ...content, filter } });
    const hidden = newApprovals(run, { count: 4, seed: 72 });
    await collect(run.office);
    const { items } = await reviewer.get<{ items: { skipped: { reason: string; count: number }[] }[] }>('/api/runs');
    const left = items.flatMap(({ skipped }) => skipped).filter(({ reason }) => reason.includes('没有这个人'));
    expect(left.reduce((sum, { count }) => sum + count, 0)).toBe(hidden.length);
    expect(left[0]?.reason).toContain('不符合采集条件');
  });

  it('does not change who may do what, nor what a scheme does, in silence: both stand in everybody’s list that day', async () => {
    const { admin, schemeId, reviewer } = run.office;
    const auditor = await hired(mapper.userId, ['mapper', 'auditor']);
    await admin.put(`/api/roles/${auditor.userId}`, { roles: [] });
    await admin.put(`/api/roles/${auditor.userId}`, { roles: ['viewer'] });
    const { version } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
    await admin.post(`/api/schemes/${schemeId}/disable`, { version, reason: '先停一停再说' });
    const { items } = await reviewer.get<Decisions>('/api/decisions?limit=8');
    const name = nameOf(auditor);
    expect(items.slice(0, 4)).toMatchObject([
      { kind: 'disable-scheme', by: nameOf(admin), about: expect.any(String), reason: '先停一停再说', bill: null },
      { kind: 'set-roles', by: nameOf(admin), about: `${name}：没有角色 → 查看` },
      { kind: 'set-roles', by: nameOf(admin), about: `${name}：映射维护、审计 → 没有角色` },
      { kind: 'set-roles', by: nameOf(admin), about: `${name}：映射维护 → 映射维护、审计` },
    ]);
    expect(items[0]?.at).toBeGreaterThan(Date.now() - 60_000);
    const all = await reviewer.get<Decisions>('/api/decisions?limit=200');
    const kinds = all.items.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['put-scheme-content', 'push-pause', 'push-resume', 'exclude']));
  });
});
