import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Decisions } from '@dingdee/shared/decision';
import type { PushPreview } from '@dingdee/shared/push';
import type { FieldRules, SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { billsOf, detailOf, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { collect, settled } from './office.js';
import { Person, until } from './person.js';

/** Each of them, alone, with the rights of their work and of one more: stopped, or in another person's list. Counted in Kingdee's ledger. */
const STRANGE = '6217000099998888777';
const NOTE = '已打电话向申请人核对过';

let run: RunningOffice;
let made: SandboxApproval[];
let mapper: Person;
let pusher: Person;
let applicant: Person;
let colleague: Person;
let payee: Person;
beforeAll(async () => {
  run = await startOffice();
  made = newApprovals(run, { count: 12, seed: 71 });
  await collect(run.office);
  const { reviewer, pusher: cashier } = run.office;
  const taken = [reviewer.userId, cashier.userId, ...made.map(({ originatorUserid }) => originatorUserid)];
  const free = company.employees.filter(({ userid, admin }) => !admin && !taken.includes(userid));
  [mapper, pusher, payee, colleague, applicant] = [
    await hired(free[0]?.userid, ['mapper', 'pusher']),
    await hired(free[1]?.userid, ['pusher', 'mapper']),
    await hired(free[2]?.userid, ['mapper', 'reviewer']),
    await hired(free[3]?.userid, ['admin']),
    await hired(made[0]?.originatorUserid, ['mapper', 'reviewer', 'pusher']),
  ];
});
afterAll(() => run?.stack.close());

async function hired(userId: string | undefined, roles: readonly string[]): Promise<Person> {
  await run.office.admin.put(`/api/roles/${userId}`, { roles });
  return Person.login(run.stack, userId ?? '');
}
async function billAt(index: number): Promise<BillDetail> {
  const approval = made[index];
  if (!approval) throw new Error('too few approvals');
  return detailOf(run, approval);
}
async function fix(person: Person, { id, version }: BillDetail, path: string, targetNumber: string): Promise<void> {
  await person.post('/api/mapping/fixes', { billId: id, version, path, targetNumber, scope: 'bill' });
}
/** Why the person may not. A bill that was mapped anew meanwhile is looked at again. */
async function refused(person: Person, { id, version }: BillDetail, verb: string, body: object = {}): Promise<string> {
  const { code } = await person.refused('POST', `/api/bills/${id}/${verb}`, { version, ...body });
  return code === 'bill/stale'
    ? refused(person, await run.office.admin.get<BillDetail>(`/api/bills/${id}`), verb, body)
    : code;
}
const pushable = async (person: Person, { id, version }: BillDetail) =>
  (await person.post<PushPreview>('/api/push-orders/preview', { items: [{ id, version }] })).eligible.count;

describe('the applicant', () => {
  it('does not approve the own bill', async () => {
    expect(await refused(applicant, await billAt(0), 'approve', { note: NOTE })).toBe('bill/own-bill');
  });

  it('does not change where the own bill is paid to', async () => {
    await expect(fix(applicant, await billAt(0), 'rows[0].oppositeAccount', STRANGE)).rejects.toThrow('bill/own-bill');
    expect((await billAt(0)).issues).toEqual([]);
  });
});

describe('the payee', () => {
  it('does not approve a bill that a colleague made out to them', async () => {
    const own = company.employees.find(({ userid }) => userid === payee.userId);
    await fix(run.office.admin, await billAt(1), 'rows[0].oppositeName', own?.name ?? '');
    const bill = await billAt(1);
    expect(await refused(payee, bill, 'approve', { note: NOTE })).toBe('bill/own-bill');
    expect(await refused(run.office.admin, bill, 'approve', { note: NOTE })).toBe('bill/payee-hand');
  });
});

describe('the mapper', () => {
  it('who is also pusher does not push a bill whose account they changed, though another approved it', async () => {
    for (const { index } of (await billAt(2)).rows)
      await fix(mapper, await billAt(2), `rows[${index}].oppositeAccount`, STRANGE);
    const { id, version } = await billAt(2);
    await run.office.reviewer.post(`/api/bills/${id}/approve`, { version, note: NOTE });
    expect(await pushable(mapper, await billAt(2))).toBe(0);
  });

  it('does not make the change somebody else’s by changing it a second time', async () => {
    await fix(mapper, await billAt(3), 'rows[0].oppositeName', '李四');
    await fix(mapper, await billAt(3), 'rows[0].oppositeName', '王五');
    expect((await billAt(3)).issues[0]?.message).toContain('人工改成了“王五”');
  });
});

describe('the reviewer', () => {
  it('does not clear a changed payee without a written reason', async () => {
    expect(await refused(run.office.reviewer, await billAt(3), 'approve')).toBe('bill/note-needed');
    expect(await refused(run.office.reviewer, await billAt(3), 'approve', { note: '.' })).toBe('request/invalid');
  });

  it('does not push', async () => {
    const { id, version } = await billAt(2);
    const items = [{ id, version }];
    expect((await run.office.reviewer.refused('POST', '/api/push-orders/preview', { items })).status).toBe(403);
  });

  it('does not hide a payment: to archive what was approved stands in the list for another', async () => {
    const { id, version } = await billAt(2);
    const says = { version, reason: '以后再说这一笔' };
    const asked = await run.office.reviewer.post<BillSummary>(`/api/bills/${id}/exclude`, says);
    expect([asked.state, asked.reasonKey]).toEqual(['approved', 'exclude-asked']);
    const { items } = await run.office.pusher.get<Decisions>('/api/decisions');
    expect(items[0]).toMatchObject({ kind: 'exclude-asked', bill: { id } });
  });
});

describe('the pusher', () => {
  it('does not push what nobody approved', async () => {
    expect(await pushable(pusher, await billAt(4))).toBe(0);
  });

  it('does not approve', async () => {
    const { id, version } = await billAt(4);
    expect((await pusher.refused('POST', `/api/bills/${id}/approve`, { version })).status).toBe(403);
  });
});

describe('the admin', () => {
  it('does not lead every bill of a form to one account through the scheme: each stops, and not for the admin to clear', async () => {
    const { admin, schemeId } = run.office;
    const scheme = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
    const fixed = { label: '对方银行账号', required: false, rules: [{ kind: 'constant', value: STRANGE }] };
    const rows = { ...scheme.content.rows, oppositeAccount: fixed };
    await admin.put(`/api/schemes/${schemeId}/content`, {
      version: scheme.version,
      content: { ...scheme.content, rows },
    });
    const index = made.findIndex(({ originatorUserid }, i) => i > 4 && originatorUserid !== admin.userId);
    const bill = await until(
      () => billAt(index),
      ({ issues }) => issues.some(({ code }) => code === 'payee-hand'),
    );
    expect(await refused(admin, bill, 'approve', { note: NOTE })).toBe('bill/payee-hand');
  });

  it('has the account in the scheme made nobody’s by a colleague who saves something else, or who puts it back', async () => {
    const { admin, schemeId } = run.office;
    const path = `/api/schemes/${schemeId}`;
    const save = async (by: Person, change: (content: SchemeContent) => SchemeContent) => {
      const { version, content } = await by.get<SchemeDetail>(path);
      await by.put(`${path}/content`, { version, content: change(content) });
      const { currentVersion } = await by.get<SchemeDetail>(path);
      await until(
        () => billAt(index),
        ({ schemeVersion }) => schemeVersion === currentVersion,
      );
    };
    const index = made.findIndex(({ originatorUserid }, i) => i > 4 && originatorUserid !== admin.userId);
    await save(colleague, (content) => ({ ...content, writeback: { ...content.writeback, text: '已付款' } }));
    expect(await refused(admin, await billAt(index), 'approve', { note: NOTE })).toBe('bill/payee-hand');
    const { rows: whole } = (await admin.get<SchemeDetail>(path)).content;
    const { oppositeAccount: _, ...without } = whole;
    await save(colleague, (content) => ({ ...content, rows: without }));
    await save(colleague, (content) => ({ ...content, rows: whole }));
    expect(await refused(admin, await billAt(index), 'approve', { note: NOTE })).toBe('bill/payee-hand');
    await save(admin, (content) => ({ ...content, rows: without }));
  });
});

describe('who wrote the mapping rows', () => {
  it('does not pay customers by them, whose names nobody reads here, by changing the type of the unit: each row is another’s to clear', async () => {
    const { admin, schemeId } = run.office;
    const path = `/api/schemes/${schemeId}`;
    const { version, content } = await admin.get<SchemeDetail>(path);
    const customer = (label: string): FieldRules => ({
      label,
      required: true,
      rules: [{ kind: 'constant', value: 'BD_Customer' }],
    });
    const types = { contactUnitType: customer('往来单位类型'), receivingUnitType: customer('收款单位类型') };
    await admin.put(`${path}/content`, { version, content: { ...content, header: { ...content.header, ...types } } });
    const index = made.findIndex(({ originatorUserid }, i) => i > 5 && originatorUserid !== admin.userId);
    const bill = await until(
      () => billAt(index),
      ({ issues }) => issues.some(({ message }) => message.includes('这里没有它在金蝶的名称')),
    );
    expect(await refused(admin, bill, 'approve', { note: NOTE })).toBe('bill/payee-hand');
    const now = await admin.get<SchemeDetail>(path);
    await admin.put(`${path}/content`, { version: now.version, content });
    await until(
      () => billAt(index),
      ({ issues }) => issues.length === 0,
    );
  });
});

it('and nothing of all this reached Kingdee', () => {
  expect(made.flatMap((approval) => billsOf(run, approval))).toEqual([]);
});

describe('the pusher of a booked bill', () => {
  it('pays it no second time through a changed approval by saying 已在金蝶冲销 while Kingdee holds it: that waits for another', async () => {
    const [original] = newApprovals(run, { count: 3, seed: 72 });
    if (!original) throw new Error('seed 72 has no agreed approval');
    await wholeWay(run);
    const paid = billsOf(run, original);
    const changed = run.stack.sandbox.state.dingtalk.amend(original, 'MODIFY', false);
    await collect(run.office);
    const { id, version } = await detailOf(run, original);
    const says = { version, reason: '已做付款退款单 FKTKD000056', stillThere: true };
    const asked = await run.office.pusher.post<BillSummary>(`/api/bills/${id}/reversed`, says);
    expect([asked.state, asked.reasonKey]).toEqual(['reversal-needed', 'reversed-asked']);
    expect(asked.reason).toContain('等另一位同事确认');
    await settled(run.office);
    expect((await detailOf(run, changed)).state).toBe('held');
    expect([paid.length, billsOf(run, changed).length]).toEqual([1, 0]);
    const { items } = await run.office.admin.get<Decisions>('/api/decisions');
    expect(items[0]).toMatchObject({ kind: 'reversed-asked', bill: { id } });
  });
});
