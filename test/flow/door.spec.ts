import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stack, startStack } from './stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    sandbox: { approvals: 1 },
    settings: { TRUST_PROXY: '1', DINGTALK_QPS: '20' },
  });
});
afterAll(() => stack.close());

/** As a proxy in front passes it on: what the visitor wrote, and where it came from. */
const logIn = (authCode: string, wrote: string, from: string): Promise<Response> =>
  fetch(`${stack.url}/api/session`, {
    method: 'POST',
    headers: {
      origin: stack.url,
      'content-type': 'application/json',
      'x-forwarded-for': wrote === '' ? from : `${wrote}, ${from}`,
    },
    body: JSON.stringify({ corpId: stack.sandbox.dingtalk.corpId, authCode }),
  });
const redeemed = (): number =>
  stack.sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api === '/topapi/v2/user/getuserinfo')?.total ?? 0;

it('turns 300 bad log-ins away that name another address each, and lets an honest one in before them', async () => {
  const userId = stack.sandbox.identities[0]?.userid ?? '';
  const bad = Array.from({ length: 300 }, (_, i) => logIn(`bad-${i}`, `198.51.100.${i % 250}`, '203.0.113.9'));
  const honest = await logIn(stack.sandbox.issueCode(userId), '', '203.0.113.10');
  expect(honest.status).toBe(200);
  const answers = await Promise.all(bad);
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(276);
  expect(redeemed()).toBeLessThanOrEqual(26);
  const again = await logIn(stack.sandbox.issueCode(userId), '127.0.0.1', '203.0.113.9');
  expect(again.status).toBe(429);
});

it('shows the metrics to nobody who comes through a proxy, and once PUBLIC_URL is set only to the token', async () => {
  const metrics = (headers: Record<string, string> = {}) =>
    fetch(`${stack.url}/metrics`, { headers }).then(({ status }) => status);
  expect(await metrics()).toBe(200);
  expect(await metrics({ 'x-forwarded-for': '127.0.0.1' })).toBe(403);
  await stack.restart({ PUBLIC_URL: 'https://pay.example.com' });
  expect(await metrics()).toBe(403);
  await stack.restart({ PUBLIC_URL: 'https://pay.example.com', METRICS_TOKEN: 'metrics-token-01' });
  expect([await metrics(), await metrics({ authorization: 'Bearer metrics-token-01' })]).toEqual([403, 200]);
});
