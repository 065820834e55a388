import type { BatchResult, BillDetail, BillSummary } from '@dingdee/shared/bill';
import { toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { ROLES, type Role } from '@dingdee/shared/session';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  newApprovals,
  once,
  orderSettled,
  outcomes,
  type RunningOffice,
  startOffice,
} from './batch.js';
import { collect } from './office.js';
import { Person } from './person.js';

let run: RunningOffice;
let batch: SandboxApproval[];
/** Every answer of the server in this file. */
const answers: { path: string; text: string }[] = [];

beforeAll(async () => {
  run = await startOffice({ settings: { LOG_LEVEL: 'debug' } });
  const fetchFirst = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await fetchFirst(input, init);
    const { pathname } = new URL(String(input));
    if (String(input).startsWith(run.stack.url) && pathname !== '/api/events')
      answers.push({ path: `${init?.method ?? 'GET'} ${pathname}`, text: await response.clone().text() });
    return response;
  });
  batch = newApprovals(run, { count: 40, seed: 71 });
  await collect(run.office);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await run.stack.close();
});

const office = () => run.office;
const someone = (but: readonly string[]) => {
  const found = company.employees.find(({ userid, admin }) => !admin && !but.includes(userid));
  if (!found) throw new Error('nobody is left');
  return found.userid;
};
const used: string[] = [];
/** A person nobody has met yet, with these roles. */
async function personWith(roles: readonly Role[], userId?: string): Promise<Person> {
  const { reviewer, pusher } = office();
  const chosen =
    userId ?? someone([reviewer.userId, pusher.userId, ...used, ...batch.map((each) => each.originatorUserid)]);
  used.push(chosen);
  await office().admin.put(`/api/roles/${chosen}`, { roles });
  return Person.login(run.stack, chosen);
}

const REVIEW: readonly Role[] = ['reviewer', 'admin'];
const PARK: readonly Role[] = ['mapper', 'reviewer', 'pusher', 'admin'];
const MAP: readonly Role[] = ['mapper', 'admin'];
/** Who may do what, in full: whatever is not listed is for every role to read. */
const RESERVED: Readonly<Record<string, readonly Role[]>> = {
  'POST /api/bills/approve': REVIEW,
  'POST /api/bills/approve/preview': REVIEW,
  'POST /api/bills/{id}/approve': REVIEW,
  'POST /api/bills/{id}/unapprove': REVIEW,
  'POST /api/bills/{id}/exclude': REVIEW,
  'POST /api/hold/release': ['admin'],
  'POST /api/bills/{id}/hold': PARK,
  'POST /api/bills/{id}/release': PARK,
  'POST /api/bills/{id}/ask-applicant': PARK,
  'POST /api/bills/{id}/reveal-account': ['reviewer', 'pusher', 'admin'],
  'POST /api/bills/{id}/check-now': ['pusher', 'reviewer', 'admin'],
  'POST /api/bills/{id}/continue': ['pusher'],
  'POST /api/bills/{id}/withdraw': ['pusher', 'admin'],
  'POST /api/bills/{id}/hand-over': ['pusher', 'admin'],
  'POST /api/bills/{id}/adopt': ['pusher'],
  'POST /api/bills/{id}/resend': ['pusher'],
  'POST /api/bills/{id}/reversed': ['reviewer', 'pusher', 'admin'],
  'POST /api/bills/{id}/stands': ['reviewer', 'pusher', 'admin'],
  'POST /api/push-orders/preview': ['pusher'],
  'POST /api/push-orders': ['pusher'],
  'POST /api/push-orders/{id}/stop': ['pusher', 'admin'],
  'POST /api/push-pauses': ['pusher', 'admin'],
  'POST /api/push-pauses/resume': ['pusher', 'admin'],
  'PUT /api/mapping/tables/{code}/rows': MAP,
  'DELETE /api/mapping/tables/{code}/rows/{id}': MAP,
  'POST /api/mapping/fixes': ['mapper', 'reviewer', 'admin'],
  'POST /api/mapping/fixes/take-back': ['mapper', 'reviewer', 'admin'],
  'POST /api/mapping/fixes/preview': ['mapper', 'reviewer', 'admin'],
  'GET /api/mapping/reproduce/{billId}': ['reviewer', 'admin', 'auditor'],
  'POST /api/base-data/refresh': MAP,
  'POST /api/amendments/{approvalId}/original': REVIEW,
  'POST /api/runs': PARK,
  'POST /api/schemes': ['admin'],
  'PATCH /api/schemes/{id}': ['admin'],
  'PUT /api/schemes/{id}/content': ['admin'],
  'GET /api/schemes/{id}/readiness': ['admin'],
  'POST /api/schemes/{id}/enable': ['admin'],
  'POST /api/schemes/{id}/disable': ['admin'],
  'DELETE /api/schemes/{id}': ['admin'],
  'GET /api/roles': ['admin'],
  'PUT /api/roles/{userId}': ['admin'],
};
const FOR_ANYONE = ['GET /api/client-config', 'POST /api/session', 'DELETE /api/session'];
const FOR_THE_SIGNED_IN = ['GET /api/session', 'GET /api/my-approvals'];

/** Every operation of the documented API. */
async function operations(): Promise<string[]> {
  const { paths } = await (await fetch(`${run.stack.url}/api/openapi.json`)).json();
  return Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    path.startsWith('/api/') ? Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`) : [],
  );
}

/** Calls an operation with nothing sensible in it: who may not is told so before anything is read. */
async function statusOf(operation: string, person?: Person): Promise<number> {
  const [method = '', template = ''] = operation.split(' ');
  const path = template.replace(/\{\w+\}/g, 'nothing');
  const body = method === 'GET' ? undefined : { nonsense: true };
  if (person) return (await person.raw(method, path, body)).status;
  const headers = { origin: run.stack.url, 'content-type': 'application/json' };
  const init = method === 'GET' ? {} : { method, headers, body: JSON.stringify(body) };
  return (await fetch(`${run.stack.url}${path}`, init)).status;
}

describe('every documented operation', () => {
  it('answers 401 to somebody without a session', async () => {
    const all = await operations();
    expect(Object.keys(RESERVED).filter((known) => !all.includes(known))).toEqual([]);
    for (const operation of all.filter((each) => !FOR_ANYONE.includes(each)))
      expect([operation, await statusOf(operation)]).toEqual([operation, 401]);
  });

  it('answers 403 to somebody without a role, but for their own session and approvals', async () => {
    const stranger = await Person.login(run.stack, someone(used));
    for (const operation of (await operations()).filter((each) => !FOR_ANYONE.includes(each)))
      expect([operation, await statusOf(operation, stranger)]).toEqual([
        operation,
        FOR_THE_SIGNED_IN.includes(operation) ? 200 : 403,
      ]);
  });

  it.each(ROLES)('is open to “%s” where that role may act, and refused with 403 where it may not', async (role) => {
    const person = await personWith([role]);
    const wrong: string[] = [];
    for (const operation of await operations()) {
      if (FOR_ANYONE.includes(operation) || operation === 'GET /api/events') continue;
      const refused = [401, 403].includes(await statusOf(operation, person));
      const may = RESERVED[operation]?.includes(role) ?? true;
      if (refused === may) wrong.push(operation);
    }
    expect(wrong).toEqual([]);
  });
});

describe('a request that no page of ours sends', () => {
  const post = (headers: Record<string, string>, body = '{}') =>
    fetch(`${run.stack.url}/api/runs`, { method: 'POST', headers, body });

  it.each([
    ['without an Origin', { 'content-type': 'application/json' }, 403],
    ['from another page', { origin: 'https://evil.example', 'content-type': 'application/json' }, 403],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['as plain text', { 'content-type': 'text/plain' }, 415],
  ] as const)('%s is refused before anything is done', async (_, headers, status) => {
    const answer = await post(status === 415 ? { origin: run.stack.url, ...headers } : headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((await answer.json()).detail).toContain('没有任何改动');
  });

  it('with a body that is no JSON, or not of the documented form, is told what is wrong', async () => {
    const { admin } = office();
    const broken = await admin.raw('PUT', '/api/mapping/tables/costItem/rows', '{"rows":[');
    expect(broken.status).toBe(400);
    const wrong = await admin.refused('PUT', '/api/mapping/tables/costItem/rows', { rows: [{ key: 7 }] });
    expect(wrong.status).toBe(400);
  });
});

describe('two pairs of eyes', () => {
  const fenOf = ({ amount }: BillSummary): bigint => (amount === null ? 0n : toFen(amount));
  const large = (bill: BillSummary) => fenOf(bill) >= 2_000_000n;

  it('nobody approves their own reimbursement: not alone, not in a batch, not as an administrator', async () => {
    const own = batch.find(
      ({ originatorUserid }) => ![office().reviewer.userId, office().admin.userId].includes(originatorUserid),
    );
    if (!own) throw new Error('every approval is the office’s own');
    for (const role of REVIEW) {
      const person = await personWith([role], own.originatorUserid);
      const { id, version, may } = await person.get<BillDetail>(`/api/bills/${(await detailOf(run, own)).id}`);
      expect(may).toMatchObject({
        approve: false,
        why: expect.stringMatching(/^这张是你自己的报销，要由别人审核。请 .+ 审核。$/),
      });
      const refused = await person.refused('POST', `/api/bills/${id}/approve`, { version });
      expect(refused.code).toBe('bill/own-bill');
      const result = await person.post<BatchResult>('/api/bills/approve', { items: [{ id, version }] });
      expect([result.done.count, result.skipped.map(({ reason }) => reason)]).toEqual([0, [may.why]]);
      expect((await detailOf(run, own)).state).toBe('ready');
      // The administrator's role goes to the next person.
      await office().admin.put(`/api/roles/${own.originatorUserid}`, { roles: [] });
    }
  });

  it('a version that somebody else has changed is refused with 409, and nothing happens', async () => {
    const { reviewer, admin } = office();
    const [bill] = await reviewer.all<BillSummary>('/api/bills?stage=review');
    const { id = '', version = 0 } = bill ?? {};
    await reviewer.post(`/api/bills/${id}/hold`, { version, reason: '等发票寄到' });
    const stale = await admin.refused('POST', `/api/bills/${id}/exclude`, { version, reason: '重复提交' });
    expect([stale.status, stale.code]).toEqual([409, 'bill/stale']);
    const held = await admin.get<BillDetail>(`/api/bills/${id}`);
    expect(held.state).toBe('held');
    await reviewer.post(`/api/bills/${id}/release`, { version: held.version, reason: '发票到了' });
  });

  it('who approved a large bill, or a large batch, does not push it; a colleague does', async () => {
    const both = await personWith(['viewer', 'reviewer', 'pusher']);
    const ready = await both.all<BillSummary>('/api/bills?stage=review');
    const big = ready.find(large);
    const small = ready.filter((bill) => fenOf(bill) < 2_000_000n);
    if (!big) throw new Error('no bill is large');
    const approve = (bills: readonly BillSummary[]) =>
      both.post<BatchResult>('/api/bills/approve', { items: bills.map(({ id, version }) => ({ id, version })) });
    const preview = async (wanted: readonly BillSummary[], person = both) => {
      const now = await person.all<BillSummary>('/api/bills?stage=push');
      const items = now
        .filter(({ id }) => wanted.some((each) => each.id === id))
        .map(({ id, version }) => ({ id, version }));
      return person.post<PushPreview>('/api/push-orders/preview', { items });
    };

    await approve([big]);
    const sheet = await preview([big]);
    expect(sheet.eligible.count).toBe(0);
    expect(sheet.excluded[0]?.reason).toContain('审核人与推送人都是你');
    expect((await both.refused('POST', '/api/push-orders', { token: sheet.token })).status).toBe(422);

    // Small ones up to 50,000 in a day may be pushed by the same person, more may not.
    const few: BillSummary[] = [];
    for (const bill of small)
      if ([...few, bill].reduce((sum, { amount }) => sum + Number(amount), 0) < 50_000) few.push(bill);
    await approve(small);
    expect((await preview(few)).eligible.count).toBe(few.length);
    const tooMuch = await preview(small);
    expect([tooMuch.eligible.count, tooMuch.excluded.length]).toEqual([0, small.length]);
    expect(tooMuch.excluded[0]?.reason).toContain('达到一天 ¥50,000.00 的上限');
    expect((await preview([big, ...small], office().pusher)).eligible.count).toBe(1 + small.length);
  });

  it('a confirmed sheet makes one order however often it is tapped, and only for its owner', async () => {
    const { pusher } = office();
    const bills = await pusher.all<BillSummary>('/api/bills?stage=push');
    const { token, eligible } = await pusher.post<PushPreview>('/api/push-orders/preview', {
      items: bills.map(({ id, version }) => ({ id, version })),
    });
    const thief = await personWith(['pusher']);
    expect((await thief.refused('POST', '/api/push-orders', { token })).status).toBe(409);
    const taps = await Promise.all([1, 2, 3].map(() => pusher.post<PushOrder>('/api/push-orders', { token })));
    expect(new Set(taps.map(({ id }) => id)).size).toBe(1);
    expect(taps[0]?.count).toBe(eligible.count);
    const [order] = taps;
    if (order) await orderSettled(run, order);
    expect((await pusher.post<PushOrder>('/api/push-orders', { token })).id).toBe(order?.id);
    const { items } = await pusher.get<{ items: PushOrder[] }>('/api/push-orders');
    expect(items).toHaveLength(1);
  });

  it('together book every approval once', async () => {
    await collectAndApprove(run);
    await orderSettled(run, await confirmPush(run));
    await commentsSettled(run);
    expect(outcomes(run, batch)).toEqual(once(batch));
  });
});

describe('account numbers of people', () => {
  const numbers = company.employees.map(({ bankAccount }) => bankAccount.number);
  const told = (text: string) => numbers.filter((number) => text.replace(/(?<=\d) (?=\d)/g, '').includes(number));

  it('are masked in every answer the server gave, details of all bills included, and in its log', async () => {
    for (const bill of await office().admin.all<BillSummary>('/api/bills'))
      await office().admin.get(`/api/bills/${bill.id}`);
    for (const path of ['/api/runs', '/api/push-orders', '/api/status', '/api/bills/groups', '/api/mapping/tables'])
      await office().admin.get(path);
    const seen = answers.filter(({ path }) => !path.endsWith('/reveal-account'));
    expect(seen.length).toBeGreaterThan(300);
    expect(seen.filter(({ text }) => told(text).length > 0).map(({ path }) => path)).toEqual([]);
    expect(told(run.stack.log())).toEqual([]);
    const [approval] = batch;
    if (!approval) throw new Error('no approval');
    const shown = JSON.stringify(await detailOf(run, approval));
    const own = company.employees.find(({ userid }) => userid === approval.originatorUserid)?.bankAccount.number ?? '';
    expect(shown).toContain(own.slice(-4));
  });

  it('are shown to who may see them, one at a time, and each look is in the bill’s history', async () => {
    const [approval] = batch;
    if (!approval) throw new Error('no approval');
    const { id } = await detailOf(run, approval);
    const { account } = await office().reviewer.post<{ account: string }>(`/api/bills/${id}/reveal-account`);
    expect(told(account)).toHaveLength(1);
    const { timeline } = await office().admin.get<BillDetail>(`/api/bills/${id}`);
    expect(timeline.map(({ what }) => what)).toContain('查看了完整收款账号');
    expect(told(JSON.stringify(timeline))).toEqual([]);
  });
});
