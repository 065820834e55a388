import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ApiClient } from './dingtalk/api-client.js';
import { type Sandbox, startSandbox } from './start.js';

let sandbox: Sandbox;
let api: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox({ approvals: 8 });
  api = new ApiClient(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await api.control('POST', '/reset', { seed: 1, approvals: 8 });
});

const count = async (query = ''): Promise<number> =>
  ((await api.control('GET', `/approvals${query}`)) as { approvals: unknown[] }).approvals.length;

it('starts with the agreed reimbursements asked for, the others on top, and some payment requests', async () => {
  const { 费用报销, 付款申请 } = sandbox.dingtalk.processCodes;
  expect(await count(`?fate=agreed&processCode=${费用报销}`)).toBe(8);
  expect(await count(`?fate=running&processCode=${费用报销}`)).toBe(1);
  expect(await count(`?processCode=${付款申请}`)).toBe(1);
});

it('adds approvals, bad ones too, and refuses a kind it does not know', async () => {
  const before = await count();
  await api.control('POST', '/approvals', { count: 2, seed: 9, bad: 'bad-amount' });
  await api.control('POST', '/approvals', { count: 3, seed: 9, form: '付款申请' });
  expect(await count()).toBe(before + 5);
  expect(await api.control('POST', '/approvals', { bad: 'nonsense' })).toMatchObject({
    message: expect.stringContaining('bad must be one of'),
  });
});

it('finishes the late ones, all or by id, with an event where asked', async () => {
  const { finished } = (await api.control('POST', '/approvals/finish', { all: true, events: true })) as {
    finished: string[];
  };
  expect(finished).toHaveLength(1);
  const { deliveries } = (await api.control('GET', '/stream')) as { deliveries: unknown[] };
  expect(deliveries).toHaveLength(1);
  expect(await api.control('POST', '/approvals/finish', { all: true })).toEqual({ finished: [] });
});

it('moves the one clock', async () => {
  const { now } = (await api.control('POST', '/clock', { offsetMs: 86_400_000 })) as { now: number };
  expect(now - Date.now()).toBeGreaterThan(86_000_000);
  expect((await api.control('POST', '/clock', { offsetMs: 'later' })).message).toBe('offsetMs must be a number');
});

it('turns switches of both systems and refuses unknown ones', async () => {
  const switches = await api.control('POST', '/switches', {
    dingtalk: { listOrder: 'asc' },
    kingdee: { renumber: true },
  });
  expect(switches).toMatchObject({ dingtalk: { listOrder: 'asc' }, kingdee: { renumber: true } });
  expect((await api.control('POST', '/switches', { dingtalk: { nothing: 1 } })).message).toBe(
    'no such switch: dingtalk.nothing',
  );
  await api.control('POST', '/switches', { dingtalk: { listOrder: 'desc' }, kingdee: { renumber: false } });
});

it('changes base data and shows the ledger of Kingdee', async () => {
  const { rows } = (await api.control('POST', '/kingdee/base-data', {
    form: 'BD_Expense',
    number: 'CI0001',
    change: { forbid: true },
  })) as { rows: { forbidStatus: string }[] };
  expect(rows[0]?.forbidStatus).toBe('B');
  expect(await api.control('GET', '/ledger/kingdee')).toEqual({ bills: [] });
  expect((await api.control('POST', '/kingdee/bills', { number: 'DD1', change: 'unaudit' })).message).toBe(
    'no such bill: DD1',
  );
});

it('hands out login codes to people of the company only', async () => {
  const userid = sandbox.identities[0]?.userid;
  expect(await api.control('POST', '/login-codes', { userid })).toHaveProperty('code');
  expect((await api.control('POST', '/login-codes', { userid: '42' })).message).toBe('no such userid: 42');
});

it('learns where the app is served, and is told in /state what goes on', async () => {
  expect(await api.control('POST', '/app', { url: 'http://127.0.0.1:3000/' })).toEqual({
    appUrl: 'http://127.0.0.1:3000',
  });
  await api.logIn();
  expect(await api.control('GET', '/state')).toMatchObject({ offsetMs: 0, bills: 0, faults: [], quota: { limit: 0 } });
});

it('forgets everything on reset', async () => {
  await api.control('POST', '/faults', { system: 'kingdee', kind: 'hang', times: 0 });
  await api.control('POST', '/approvals', { count: 20, seed: 5 });
  await api.control('POST', '/reset', { seed: 2, approvals: 4 });
  expect(await api.control('GET', '/faults')).toEqual({ faults: [], fired: 0 });
  expect(await count('?fate=agreed')).toBe(5);
  expect(await api.control('GET', '/calls')).toEqual({ dingtalk: [], kingdee: [] });
});
