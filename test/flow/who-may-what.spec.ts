import './at-ten.js';
import { BASE_DATA_FORMS } from '@dingdee/shared/base-data';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BatchResult, Selection } from '@dingdee/shared/bill-batch';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { DATASETS } from '@dingdee/shared/dataset';
import type { MappingTables } from '@dingdee/shared/mapping';
import { toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { Route } from '@dingdee/shared/routes/route';
import { everyRoute } from '@dingdee/shared/routes/table';
import { REVIEWERS } from '@dingdee/shared/routes/who';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { ROLES, type Role } from '@dingdee/shared/session';
import type { Simulation } from '@dingdee/shared/simulation';
import type { Statement, StatementRun } from '@dingdee/shared/statement';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { beijingDate, beijingMonth } from '../../server/src/domain/beijing-time.js';
import * as company from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT_CODE } from '../sandbox/dingtalk/form.js';
import { looked, pastApprovals, RANGE, start } from './backfill-parts.js';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  detailOf,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  startOffice,
} from './batch.js';
import { fits } from './offered.js';
import { collect } from './office.js';
import { Person, until } from './person.js';

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
  await run?.stack.close();
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

/** Calls a route with nothing sensible in it: who may not is told so before anything is read. */
async function statusOf({ method, path: template }: Route, person?: Person): Promise<number> {
  const path = template.replace(/:\w+/g, 'nothing');
  const body = method === 'GET' ? undefined : { nonsense: true };
  if (person) return (await person.raw(method, path, body)).status;
  const headers = { origin: run.stack.url, 'content-type': 'application/json' };
  const init = method === 'GET' ? {} : { method, headers, body: JSON.stringify(body) };
  return (await fetch(`${run.stack.url}${path}`, init)).status;
}

/** Whether somebody with this role, or with none, is let in by the table of routes. */
const may = ({ who }: Route, role: Role | null): boolean => {
  if (typeof who !== 'string') return role !== null && who.includes(role);
  // No session stands in for a token.
  if (who === 'token') return false;
  return who !== 'member' || role !== null;
};
const wrongly = async (routes: readonly Route[], person: Person, role: Role | null): Promise<string[]> => {
  const wrong: string[] = [];
  for (const route of routes) {
    const refused = [401, 403].includes(await statusOf(route, person));
    if (refused === may(route, role)) wrong.push(route.operation);
  }
  return wrong;
};

describe('every route of the table', () => {
  const forPeople = everyRoute.filter(({ who }) => who !== 'anyone');

  it('is open to nobody by oversight: only the door, its beginning, DingTalk’s events and what watches the process know no session', () => {
    expect(everyRoute.filter(({ who }) => who === 'anyone').map(({ operation }) => operation)).toEqual([
      'POST /dingtalk/callback',
      'GET /api/client-config',
      'POST /api/session',
      'POST /api/session/no-code',
      'DELETE /api/session',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
    ]);
    expect(everyRoute.filter(({ who }) => who === 'signed-in').map(({ operation }) => operation)).toEqual([
      'GET /api/session',
      'GET /api/page-signature',
      'GET /api/my-approvals',
    ]);
  });

  it('that writes is reserved for roles, but for the session and for what somebody looked at and chose', () => {
    const writes = everyRoute.filter(({ method, who }) => method !== 'GET' && typeof who === 'string');
    expect(writes.map(({ operation }) => operation)).toEqual([
      'POST /api/bills/actions',
      'POST /api/bills/:id/looked',
      'POST /api/selections',
      'POST /api/views',
      'PUT /api/views/:id',
      'DELETE /api/views/:id',
      'POST /dingtalk/callback',
      'POST /api/session',
      'POST /api/session/no-code',
      'DELETE /api/session',
      'POST /api/notices/try',
      'PUT /api/notices/mine',
      'POST /mcp',
      'DELETE /mcp',
    ]);
  });

  it('answers 401 to somebody without a session', async () => {
    for (const route of forPeople) expect([route.operation, await statusOf(route)]).toEqual([route.operation, 401]);
  });

  it('answers 403 to somebody without a role, but for their own session and approvals', async () => {
    const stranger = await Person.login(run.stack, someone(used));
    expect(await wrongly(forPeople, stranger, null)).toEqual([]);
  });

  it.each(ROLES)('is open to “%s” where that role may act, and refused with 403 where it may not', async (role) => {
    const person = await personWith([role]);
    // The stream stays open for whoever may hear it.
    const ending = forPeople.filter(({ operation }) => operation !== 'GET /api/events');
    expect(await wrongly(ending, person, role)).toEqual([]);
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
    for (const role of REVIEWERS) {
      const person = await personWith([role], own.originatorUserid);
      const { id, version, why, actions } = await person.get<BillDetail>(`/api/bills/${(await detailOf(run, own)).id}`);
      expect(fits({ actions }, 'approve')).toBe(false);
      expect(why).toMatch(/^这张是你自己的报销，要由别人审核。请 .+ 审核。$/);
      const refused = await person.refused('POST', `/api/bills/${id}/approve`, { version });
      expect(refused.code).toBe('bill/own-bill');
      const result = await person.post<BatchResult>('/api/bills/approve', { items: [{ id, version }] });
      expect([result.done.count, result.skipped.map(({ reason }) => reason)]).toEqual([0, [why]]);
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
    const { parked } = await reviewer.get<BillDetail>(`/api/bills/${id}`);
    const name = run.stack.sandbox.identities.find(({ userid }) => userid === reviewer.userId)?.name;
    expect(parked).toEqual({ by: name, at: expect.any(Number) });
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
    mustBeOnce(run, batch);
  });
});

/** Real addresses of a route: all bills, tables and kinds, and one of whatever else its path names. */
async function pathsOf({ path }: Route): Promise<string[]> {
  if (!path.includes(':')) return [path + (asked[path] ?? '')];
  const { admin, schemeId } = office();
  const bills = await admin.all<BillSummary>('/api/bills');
  const { items: orders } = await admin.get<{ items: PushOrder[] }>('/api/push-orders');
  const { items: tables } = await admin.get<MappingTables>('/api/mapping/tables');
  const chosen = await admin.post<Selection>('/api/selections', {});
  const { processCodes } = run.stack.sandbox.dingtalk;
  const { items: backfills } = await admin.get<{ items: { id: string }[] }>('/api/backfills');
  const { items: runs } = await admin.get<{ items: { id: string }[] }>('/api/runs');
  const table = Buffer.from(await (await admin.raw('GET', '/api/mapping/tables/bankAccount/export')).arrayBuffer());
  const file = { name: '银行账号.xlsx', content: table.toString('base64') };
  const compared = await admin.post<{ id: string }>('/api/mapping/tables/bankAccount/imports', file);
  const there: Readonly<Record<string, readonly string[]>> = {
    '/api/datasets/:dataset': DATASETS,
    '/api/closes/:month': [beijingMonth(Date.now())],
    '/api/exports/:id': [await exported()],
    '/api/backfills/:id': backfills.map(({ id }) => id),
    '/api/bills/:id': bills.map(({ id }) => id),
    '/api/mapping/imports/:id': [compared.id],
    '/api/mapping/reproduce/:billId': bills.map(({ id }) => id),
    '/api/push-orders/:id': orders.map(({ id }) => id),
    '/api/requests/:key': ['a-key-of-nobody'],
    '/api/runs/:id': runs.map(({ id }) => id),
    '/api/runs/days/:day': [beijingDate(Date.now())],
    '/api/schemes/:id': [schemeId],
    '/api/selections/:id': [chosen.id],
    '/api/simulations/:id': [await simulatedAccounts()],
    '/api/statements/:day': [beijingDate(Date.now())],
    '/api/statement-runs/:id': [await balanced()],
    '/api/webhook-deliveries/:id': [await sentWebhook()],
    '/api/report-sendings/:id': [await triedReport()],
    '/api/mapping/tables/:code': tables.map(({ code }) => code),
    '/api/base-data/:kind': Object.keys(BASE_DATA_FORMS),
    '/api/dingtalk/forms/:processCode': Object.values(processCodes),
    '/api/templates/:code': ['expense-to-paybill'],
  };
  const [, stem = '', rest = ''] = /^([^:]*:\w+)(.*)$/.exec(path) ?? [];
  const found = there[stem];
  if (!found?.[0] || rest.includes(':')) throw new Error(`${path} is read by nobody here: say what there is`);
  return found.map((value) => stem.replace(/:\w+/, value) + rest + (asked[path] ?? ''));
}

/** A run over rules that would pay to somebody else's account; made once. */
let simulated = '';
async function simulatedAccounts(): Promise<string> {
  if (simulated !== '') return simulated;
  const { admin, schemeId } = office();
  const { content } = await admin.get<SchemeDetail>(`/api/schemes/${schemeId}`);
  const number = company.employees[0]?.bankAccount.number;
  const field = content.rows.oppositeAccount;
  const other = { ...field, label: '对方银行账号', required: false, rules: [{ kind: 'constant', value: number }] };
  const { id } = await admin.post<Simulation>(`/api/schemes/${schemeId}/simulations`, {
    content: { ...content, rows: { ...content.rows, oppositeAccount: other } },
    tables: 'cited',
    from: beijingDate(Date.now() - 400 * 86_400_000),
    to: beijingDate(Date.now()),
  });
  const done = await until(
    () => admin.get<Simulation>(`/api/simulations/${id}`),
    ({ state }) => state !== 'running',
  );
  expect(done.differences.differs.count).toBeGreaterThan(0);
  simulated = id;
  return id;
}

/** A file of the log; written once, because a person may only have so many. */
let exportedFile = '';
async function exported(): Promise<string> {
  if (exportedFile !== '') return exportedFile;
  const { admin } = office();
  const { id } = await admin.post<{ id: string }>('/api/exports', { dataset: 'audit', format: 'csv', filter: {} });
  exportedFile = id;
  return id;
}

/** To a system that nobody has; made once. */
let sent = '';
async function sentWebhook(): Promise<string> {
  if (sent !== '') return sent;
  const { admin } = office();
  const hook = { name: '资金系统', url: 'https://funds.invalid/hook', events: ['bill.booked'] };
  const { id, version } = await admin.post<{ id: string; version: number }>('/api/webhooks', hook);
  sent = (await admin.post<{ id: string }>(`/api/webhooks/${id}/test`, { version })).id;
  return sent;
}

/** The sums of all bills, tried on a person; made once. */
let tried = '';
async function triedReport(): Promise<string> {
  if (tried !== '') return tried;
  const { admin } = office();
  const content = { name: '合计', source: 'bills', period: 'all', filter: {} };
  const target = { kind: 'person', userId: admin.userId };
  const body = { ...content, days: [1], time: '08:30', target };
  const { id, version } = await admin.post<{ id: string; version: number }>('/api/reports', body);
  const { at, digest } = await admin.post<{ at: number; digest: string }>('/api/reports/preview', content);
  tried = (await admin.post<{ id: string }>(`/api/reports/${id}/try`, { version, at, digest })).id;
  return tried;
}

/** A statement of today, which has all that was booked here; made once. */
let balancedRun = '';
async function balanced(): Promise<string> {
  if (balancedRun !== '') return balancedRun;
  const { id } = await office().admin.post<StatementRun>('/api/statements', { day: beijingDate(Date.now()) });
  await until(
    () => office().admin.get<Statement>(`/api/statements/${beijingDate(Date.now())}`),
    ({ running }) => running === null,
  );
  balancedRun = id;
  return id;
}

/** What a route must be asked with. */
const asked: Readonly<Record<string, string>> = {
  '/api/analysis/bills': '?by=all',
  '/api/backfills/estimate': `?from=${RANGE.from}&to=${RANGE.to}`,
  '/api/backfills/:id/items': '?group=look',
  '/api/base-data/:kind/uses': '?number=CI0001',
  '/api/bills/:id/alike': '?path=rows[0].costItem',
  '/api/mapping/imports/:id': '?kind=unchanged',
  '/api/page-signature': '?url=http://localhost/',
  '/api/runs/:id/left-out': `?reason=${encodeURIComponent('审批未通过（已拒绝）')}`,
  '/api/schemes/:id/cures': '?control=x',
  '/api/schemes/:id/diff': '?from=1&to=1',
  '/api/schemes/:id/first-day': `?day=${RANGE.to}`,
  '/api/statement-runs/:id/entries': '?gap=target&bucket=hand-typed',
  '/api/templates/:code/match': `?processCode=${REIMBURSEMENT_CODE}`,
};

describe('account numbers of people', () => {
  const numbers = company.employees.map(({ bankAccount }) => bankAccount.number);
  const told = (text: string) => numbers.filter((number) => text.replace(/(?<=\d) (?=\d)/g, '').includes(number));

  it('are masked in every answer the server gave, details of all bills included, and in its log', async () => {
    // Bytes of files and the stream carry no fields of ours; what watches the process is not for people.
    pastApprovals(run, 6, 72);
    await looked(office().admin, (await start(run)).id);
    const reads = everyRoute.filter(
      ({ method, who, answer }) => method === 'GET' && who !== 'anyone' && who !== 'token' && answer !== 'raw',
    );
    for (const route of reads) for (const path of await pathsOf(route)) await office().admin.get(`${path}`);
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
