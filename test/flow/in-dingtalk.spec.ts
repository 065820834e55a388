import './at-ten.js';
import type { CallBudget } from '@dingdee/shared/intake';
import type { PageSignature } from '@dingdee/shared/page-signature';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOffice, startOffice } from './batch.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({});
});
afterAll(() => run?.stack.close());

const signed = (url: string) =>
  run.office.reviewer.get<PageSignature>(`/api/page-signature?url=${encodeURIComponent(url)}`);
/** What the stand-in's client says of a dd.config. */
async function client(config: PageSignature, url: string): Promise<unknown> {
  const answer = await fetch(`${run.stack.sandbox.gateway.url}/__sandbox/config-check`, {
    method: 'POST',
    body: JSON.stringify({ ...config, url }),
  });
  return answer.json();
}
const tickets = () =>
  run.stack.sandbox.state.ctx.calls.report().dingtalk.filter(({ api }) => /jsapi_?ticket/i.test(api));

it('the client takes what is signed for a page, and for no other page', async () => {
  const page = `${run.stack.url}/bills/1?q=${encodeURIComponent('差旅')}&corpId=${run.stack.sandbox.dingtalk.corpId}`;
  const config = await signed(`${page}#files`);
  expect(await client(config, page)).toEqual({ ok: true });
  expect(await client(config, `${run.stack.url}/`)).toMatchObject({ errorCode: '52013' });
  expect(await client({ ...config, nonceStr: 'other' }, page)).toMatchObject({ errorCode: '52013' });
});

it('the ticket is asked for once for all who want a signature, and costs none of the month', async () => {
  const before = await run.office.admin.get<CallBudget>('/api/runs/budget');
  await Promise.all(Array.from({ length: 12 }, (_, n) => signed(`${run.stack.url}/?n=${n}`)));
  expect(tickets().map(({ total }) => total)).toEqual([1]);
  expect((await run.office.admin.get<CallBudget>('/api/runs/budget')).used).toBe(before.used);
});

it('no page of anybody else is signed, and nobody who is not logged in gets a signature', async () => {
  const ask = (url: string, headers: Record<string, string> = {}) =>
    fetch(`${run.stack.url}/api/page-signature?url=${encodeURIComponent(url)}`, { headers });
  expect((await ask(`${run.stack.url}/`)).status).toBe(401);
  for (const url of ['https://shop.example.org/', 'no address', 'https://127.0.0.1.example.org/']) {
    const refused = await run.office.reviewer.refused('GET', `/api/page-signature?url=${encodeURIComponent(url)}`);
    expect([url, refused.status, refused.code]).toEqual([url, 400, 'session/foreign-page']);
  }
});

it('a client that wants the other digest takes nothing', async () => {
  const url = `${run.stack.url}/`;
  run.stack.sandbox.state.ctx.switches.dingtalk.jsapiDigest = 'sha1';
  expect(await client(await signed(url), url)).toMatchObject({ errorCode: '52013' });
});
