import type { Me, Members, MyApprovals } from '@dingdee/shared/session';
import { type LiveEvent, liveEvent, type Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditKey } from '../../server/src/audit/chain/audit-key.js';
import { verifyAudit } from '../../server/src/audit/chain/verify-audit.js';
import { Database } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { collect, type Office, openOffice } from './office.js';
import { Person, until } from './person.js';
import { FLOW_SECRET, type Stack, startStack } from './stack.js';

let stack: Stack;
let office: Office;
let applicantId: string;

beforeAll(async () => {
  stack = await startStack({ sandbox: { approvals: 30 } });
  office = await openOffice(stack);
  await collect(office);
  const staff = [office.admin.userId, office.reviewer.userId, office.pusher.userId];
  const theirs = stack.sandbox.state.dingtalk.state.approvals
    .all()
    .find(({ fate, originatorUserid }) => fate === 'agreed' && !staff.includes(originatorUserid));
  applicantId = theirs?.originatorUserid ?? '';
});
afterAll(() => stack?.close());

const logIn = (authCode: string, corpId = stack.sandbox.dingtalk.corpId) =>
  fetch(`${stack.url}/api/session`, {
    method: 'POST',
    headers: { origin: stack.url, 'content-type': 'application/json' },
    body: JSON.stringify({ corpId, authCode }),
  });

/** A page that listens: what it heard, and whether its stream has ended. */
async function openPage(userId: string, lastId?: string) {
  const answer = await logIn(stack.sandbox.issueCode(userId));
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const stop = new AbortController();
  const stream = await fetch(`${stack.url}/api/events`, {
    headers: { cookie, ...(lastId && { 'last-event-id': lastId }) },
    signal: stop.signal,
  });
  const heard: LiveEvent[] = [];
  const ended = (async () => {
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data) heard.push(liveEvent.parse(JSON.parse(data)));
      }
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { stream, heard, ended, leave: () => stop.abort() };
}

it('takes a login code of DingTalk’s once, and only from this corp', async () => {
  const code = stack.sandbox.issueCode(applicantId);
  const first = await logIn(code);
  const me = (await first.json()) as Me;
  expect([first.status, me.userId, me.roles]).toEqual([200, applicantId, []]);
  expect(first.headers.getSetCookie()[0]).toMatch(/^dingdee=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  const second = await logIn(code);
  expect([second.status, (await second.json()).code]).toEqual([401, 'session/code']);
  expect((await logIn(stack.sandbox.issueCode(applicantId), 'ding0000')).status).toBe(401);
});

it('shows somebody without a role their own approvals in four words, and nothing else', async () => {
  const applicant = await Person.login(stack, applicantId);
  const { items } = await applicant.get<MyApprovals>('/api/my-approvals');
  const agreed = stack.sandbox.state.dingtalk.state.approvals
    .all()
    .filter(({ fate, originatorUserid }) => fate === 'agreed' && originatorUserid === applicantId);
  expect(items.map(({ businessId }) => businessId).sort()).toEqual(agreed.map(({ businessId }) => businessId).sort());
  expect(new Set(items.map(({ stands }) => stands))).toEqual(new Set(['reviewing']));
  expect(JSON.stringify(items)).not.toMatch(/amount|payee/);
  for (const path of [
    '/api/bills',
    '/api/bills/stages',
    '/api/status',
    '/api/runs',
    '/api/mapping/tables',
    '/api/events',
  ])
    expect([path, (await applicant.refused('GET', path)).status]).toEqual([path, 403]);
});

it('lets each role do its own part only', async () => {
  const { admin, reviewer, pusher } = office;
  expect((await pusher.refused('POST', '/api/bills/approve', { items: [] })).code).toBe('access/refused');
  expect((await reviewer.refused('POST', '/api/push-orders/preview', { items: [] })).code).toBe('access/refused');
  expect((await reviewer.refused('GET', '/api/roles')).code).toBe('access/refused');
  const { items } = await admin.get<Members>('/api/roles');
  expect(items.find(({ userId }) => userId === reviewer.userId)?.roles).toEqual(['viewer', 'mapper', 'reviewer']);
  const last = await admin.refused('PUT', `/api/roles/${admin.userId}`, { roles: ['viewer'] });
  expect([last.status, last.code]).toEqual([422, 'access/last-admin']);
});

it('says how both systems stand, what the month has cost and when it looks again', async () => {
  const status = await office.admin.get<Status>('/api/status');
  expect([status.dingtalk.state, status.kingdee.state, status.lastRun?.state]).toEqual(['ok', 'ok', 'done']);
  expect(status.quota.used).toBeGreaterThan(30);
  expect(status.nextRunAt).toBeGreaterThan(Date.now() - 1000);
});

it('counts bills, queues and the calls to both systems for the metrics of this machine', async () => {
  const text = await (await fetch(`${stack.url}/metrics`)).text();
  const value = (start: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(start))
        ?.split(' ')
        .at(-1),
    );
  expect(value('dingdee_bills{state="needs-mapping"}')).toBe(30);
  expect(value('dingdee_queue{kind="map"}')).toBe(0);
  const details = 'dingdee_dingtalk_call_seconds_count{api="v1.0/workflow/processInstances",outcome="200"}';
  expect(value(details)).toBeGreaterThanOrEqual(30);
  expect(value('dingdee_kingdee_call_seconds_count{operation="ExecuteBillQuery",outcome="200"}')).toBeGreaterThan(0);
});

it('tells an open page of a change within two seconds, and a page that comes back what it missed', async () => {
  const page = await openPage(office.reviewer.userId);
  expect(page.stream.headers.get('content-type')).toContain('text/event-stream');
  expect(page.stream.headers.get('x-accel-buffering')).toBe('no');
  await office.admin.put('/api/mapping/tables/costItem/rows', { rows: [{ key: '市内交通', targetNumber: 'CI0001' }] });
  await until(
    async () => page.heard,
    (heard) => heard.length > 0,
    2_000,
  );
  expect(new Set(page.heard.map(({ id }) => id)).size).toBe(page.heard.length);
  page.leave();
  const back = await openPage(office.reviewer.userId, '1');
  await until(
    async () => back.heard,
    (heard) => heard.length > 0,
    2_000,
  );
  back.leave();
});

it('has every line of the audit log in an unbroken chain a second later, also after a restart', async () => {
  const source = await openDataSource(dataSourceOptions(stack.databaseUrl, 'read'));
  const db = new Database(source, source);
  const sealed = () =>
    until(
      () => verifyAudit(db, new AuditKey(FLOW_SECRET)),
      ({ unsealed }) => unsealed === 0,
      3_000,
    );
  expect(await sealed()).toMatchObject({ unsealed: 0, broken: [], faults: [] });
  await stack.restart();
  await Person.login(stack, office.admin.userId);
  const after = await sealed();
  expect([after.broken, after.faults]).toEqual([[], []]);
  expect(after.sealed).toBeGreaterThan(30);
  await source.destroy();
});

it('ends open pages first when it is told to stop, and is gone within a few seconds', async () => {
  const page = await openPage(office.reviewer.userId);
  const started = Date.now();
  await stack.restart();
  await page.ended;
  expect(Date.now() - started).toBeLessThan(25_000);
});

it('writes its log as JSON, without codes, cookies or account numbers', () => {
  const lines = stack
    .log()
    .split('\n')
    .filter((line) => line !== '');
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  expect(stack.log()).not.toMatch(/[^*\d]\d{15,}/);
  expect(stack.log()).not.toContain(stack.sandbox.dingtalk.clientSecret);
});
