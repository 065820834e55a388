import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../start.js';
import { ApiClient } from './api-client.js';

let sandbox: Sandbox;
let api: ApiClient;
let instanceId: string;

beforeAll(async () => {
  sandbox = await startSandbox({ qps: 0, approvals: 5 });
  api = await new ApiClient(sandbox).logIn();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.state.ctx.faults.clear();
  const approval = sandbox.state.dingtalk.state.approvals.all()[0];
  if (!approval) throw new Error('nothing generated');
  approval.comments.length = 0;
  instanceId = approval.instanceId;
});

const comment = () =>
  api.v1('POST', '/v1.0/workflow/processInstances/comments', {
    processInstanceId: instanceId,
    text: '已入账',
    commentUserId: sandbox.identities[0]?.userid,
  });

const stored = (): number => sandbox.state.dingtalk.state.approvals.get(instanceId)?.comments.length ?? 0;

const arm = (kind: string, delayMs?: number) =>
  api.control('POST', '/faults', { system: 'dingtalk', api: 'comments', kind, delayMs });

/** Resolves to the answer, or to the name of the error that the socket caused. */
const outcome = (call: Promise<{ status: number }>): Promise<number | string> =>
  call.then(
    ({ status }) => status,
    (error: Error) => error.name,
  );

it('answers 500 as systemError in the new family and executes nothing', async () => {
  await arm('http-500');
  const answer = await comment();
  expect([answer.status, answer.body.code, stored()]).toEqual([500, 'systemError', 0]);
});

it('answers 502 with a page instead of JSON and executes nothing', async () => {
  await arm('http-502-html');
  const response = await fetch(`${sandbox.dingtalk.url}/v1.0/workflow/processInstances/comments`, {
    method: 'POST',
    body: '{}',
  });
  expect([response.status, response.headers.get('content-type'), stored()]).toEqual([502, 'text/html', 0]);
  expect(await response.text()).toContain('<html>');
});

it('resets the connection before anything is executed', async () => {
  await arm('reset');
  expect(await outcome(comment())).toBe('TypeError');
  expect(stored()).toBe(0);
});

it('never answers a hanging call, which is not executed', async () => {
  await arm('hang');
  const waited = await Promise.race([
    outcome(comment()),
    new Promise((resolve) => setTimeout(resolve, 400, 'still waiting')),
  ]);
  expect([waited, stored()]).toEqual(['still waiting', 0]);
});

it('executes and then loses the answer', async () => {
  await arm('lose-answer');
  expect(await outcome(comment())).toBe('TypeError');
  expect(stored()).toBe(1);
});

it('executes and cuts the answer in the middle, with the full length declared', async () => {
  await arm('truncate');
  const { clientId, clientSecret } = sandbox.dingtalk;
  const token = await api.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
  const response = await fetch(`${sandbox.dingtalk.url}/v1.0/workflow/processInstances/comments`, {
    method: 'POST',
    headers: { 'x-acs-dingtalk-access-token': String(token.body.accessToken) },
    body: JSON.stringify({
      processInstanceId: instanceId,
      text: '已入账',
      commentUserId: sandbox.identities[0]?.userid,
    }),
  });
  expect([response.status, Number(response.headers.get('content-length'))]).toEqual([200, 30]);
  await expect(response.text()).rejects.toThrow();
  expect(stored()).toBe(1);
});

it('commits late even when the caller has gone', async () => {
  await arm('slow-commit', 250);
  const { clientId, clientSecret } = sandbox.dingtalk;
  const token = await api.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
  const call = fetch(`${sandbox.dingtalk.url}/v1.0/workflow/processInstances/comments`, {
    method: 'POST',
    signal: AbortSignal.timeout(80),
    headers: { 'x-acs-dingtalk-access-token': String(token.body.accessToken) },
    body: JSON.stringify({
      processInstanceId: instanceId,
      text: '已入账',
      commentUserId: sandbox.identities[0]?.userid,
    }),
  });
  await expect(call).rejects.toThrow();
  expect(stored()).toBe(0);
  await expect.poll(stored, { timeout: 2000 }).toBe(1);
});

it('answers a slow commit to a caller who waits', async () => {
  await arm('slow-commit', 100);
  expect((await comment()).body).toEqual({ result: true, success: true });
});

it('executes a slow call at once and answers later', async () => {
  await arm('slow', 200);
  const started = performance.now();
  const call = comment();
  await expect.poll(stored, { timeout: 150, interval: 10 }).toBe(1);
  expect((await call).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThan(190);
});

it('makes every token invalid for both families', async () => {
  await arm('token-expired');
  expect((await comment()).body.code).toBe('InvalidAuthentication');
  expect((await api.topapi('/topapi/v2/department/get', { dept_id: 1 })).body).toMatchObject({
    errcode: 88,
    sub_code: '40014',
  });
  await api.logIn();
  expect((await comment()).status).toBe(200);
});

it('tells control what is armed and refuses a fault that it does not know', async () => {
  await arm('hang');
  expect(await api.control('GET', '/faults')).toMatchObject({ faults: [{ kind: 'hang', api: 'comments', times: 1 }] });
  expect(await api.control('POST', '/faults', { system: 'dingtalk', kind: 'explode' })).toMatchObject({
    message: expect.stringContaining('kind must be one of'),
  });
  await api.control('DELETE', '/faults');
  expect((await comment()).status).toBe(200);
});
