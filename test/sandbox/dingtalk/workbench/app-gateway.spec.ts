import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../start.js';
import { ApiClient } from '../api-client.js';
import { withBridge } from './app-gateway.js';

let app: Server;
let appUrl: string;
let sandbox: Sandbox;
let seen: IncomingMessage[];
let serve: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  serve = (_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html',
      'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'set-cookie': 'sid=abc; Path=/; HttpOnly',
    });
    response.end('<!doctype html><html><head><title>app</title></head><body></body></html>');
  };
  app = createServer((request, response) => {
    seen.push(request);
    serve(request, response);
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  sandbox = await startSandbox({ approvals: 1, appUrl: `${appUrl}/` });
});
afterEach(async () => {
  await sandbox.close();
  app.closeAllConnections();
  app.close();
});

/** Enters as one of the workbench's people and returns the container's cookie. */
async function enter(query: string, cookie = ''): Promise<{ cookie: string; location: string; setCookie: string[] }> {
  const userid = sandbox.identities[1]?.userid;
  const response = await fetch(`${sandbox.gateway.url}/__sandbox/enter?userid=${userid}&${query}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  const setCookie = response.headers.getSetCookie();
  return { cookie: setCookie[0]?.split(';')[0] ?? '', location: response.headers.get('location') ?? '', setCookie };
}

describe('the workbench', () => {
  it('offers at least six people, each with the part they play', async () => {
    const page = await (await fetch(sandbox.workbench.url)).text();
    expect(sandbox.identities.length).toBeGreaterThanOrEqual(6);
    for (const { userid, name, part } of sandbox.identities) {
      expect(page).toContain(`value="${userid}"`);
      expect(page).toContain(name);
      expect(page).toContain(part);
    }
    expect(page).toContain('选择身份进入钉蝶');
    expect(page).toContain(`action="${sandbox.gateway.url}/__sandbox/enter"`);
  });
});

describe('entering', () => {
  it('opens the app with the corpId and removes the session of the person before', async () => {
    const { location, setCookie } = await enter('platform=pc', 'sid=abc; other=1');
    expect(location).toBe(`/?corpId=${sandbox.dingtalk.corpId}`);
    expect(setCookie.slice(1)).toEqual(['sid=; Path=/; Max-Age=0', 'other=; Path=/; Max-Age=0']);
  });

  it('puts a phone around the app on a desk, unless told not to or on a real phone', async () => {
    expect((await enter('platform=ios')).location).toMatch(/^\/__sandbox\/phone\?path=/);
    expect((await enter('platform=ios&frame=0')).location).toMatch(/^\/\?corpId=/);
  });

  it('keeps a deep link and never leads to another site', async () => {
    expect((await enter('platform=pc&path=/bills/7')).location).toMatch(/^\/bills\/7\?corpId=/);
    expect((await enter('platform=pc&path=//evil.example')).location).toMatch(/^\/\?corpId=/);
  });
});

describe('what passes through', () => {
  it('gets the bridge as its first script when it is a page', async () => {
    const { cookie } = await enter('platform=pc');
    const response = await fetch(`${sandbox.gateway.url}/`, { headers: { cookie } });
    expect(await response.text()).toContain('<head><script src="/__sandbox/bridge.js"></script><title>');
    // DingTalk changes no policy of the app: what forbids its frame keeps it shut.
    expect(response.headers.get('content-security-policy')).toBe("default-src 'self'; frame-ancestors 'none'");
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.getSetCookie()).toEqual(['sid=abc; Path=/; HttpOnly']);
    const script = await (await fetch(`${sandbox.gateway.url}/__sandbox/bridge.js`, { headers: { cookie } })).text();
    expect(script).toContain('"platform":"pc"');
  });

  it('reaches the app as its own origin, with a DingTalk user agent and without the container cookie', async () => {
    const { cookie } = await enter('platform=android');
    await fetch(`${sandbox.gateway.url}/api/bills`, {
      method: 'POST',
      headers: {
        cookie: `${cookie}; sid=abc`,
        origin: sandbox.gateway.url,
        referer: `${sandbox.gateway.url}/x`,
        'content-type': 'application/json',
      },
      body: '{"a":1}',
    });
    const { headers } = seen.at(-1) as IncomingMessage;
    expect(headers).toMatchObject({
      origin: appUrl,
      referer: `${appUrl}/x`,
      host: new URL(appUrl).host,
      cookie: 'sid=abc',
    });
    expect(headers['user-agent']).toContain('AliApp(DingTalk/');
  });

  it('streams events as they come', async () => {
    serve = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    };
    const { cookie } = await enter('platform=pc');
    const response = await fetch(`${sandbox.gateway.url}/api/live`, { headers: { cookie } });
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n');
    await reader?.cancel();
  });

  it('is a page that says so when the app does not answer', async () => {
    const { cookie } = await enter('platform=pc');
    app.closeAllConnections();
    await new Promise<void>((resolve) => app.close(() => resolve()));
    const response = await fetch(`${sandbox.gateway.url}/`, { headers: { cookie } });
    expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('应用没有应答')]);
  });
});

it('hands out a login code for the person who entered, which DingTalk redeems', async () => {
  const { cookie } = await enter('platform=pc');
  const ask = async (corpId: string) =>
    (await fetch(`${sandbox.gateway.url}/__sandbox/code?corpId=${corpId}`, { headers: { cookie } })).json();
  const { code } = (await ask(sandbox.dingtalk.corpId)) as { code: string };
  const api = await new ApiClient(sandbox).logIn();
  const { body } = await api.topapi('/topapi/v2/user/getuserinfo', { code });
  expect(body.result).toMatchObject({ userid: sandbox.identities[1]?.userid });
  expect(await ask('dingother')).toMatchObject({ errorCode: '3' });
});

it.each(['sha256', 'sha1'] as const)(
  'checks the dd.config signature with %s, the query decoded once (dingtalk.md §7.3)',
  async (digest) => {
    sandbox.state.ctx.switches.dingtalk.jsapiDigest = digest;
    const api = await new ApiClient(sandbox).logIn();
    const { body } = await api.v1('POST', '/v1.0/oauth2/jsapiTickets');
    const plain = `jsapi_ticket=${body.jsapiTicket}&noncestr=n&timestamp=5&url=http://app/?q=单`;
    const check = async (signature: string) =>
      (
        await fetch(`${sandbox.gateway.url}/__sandbox/config-check`, {
          method: 'POST',
          body: JSON.stringify({
            agentId: sandbox.dingtalk.agentId,
            corpId: sandbox.dingtalk.corpId,
            timeStamp: 5,
            nonceStr: 'n',
            signature,
            url: `http://app/?q=${encodeURIComponent('单')}`,
          }),
        })
      ).json();
    expect(await check(createHash(digest).update(plain).digest('hex'))).toEqual({ ok: true });
    expect(await check('0'.repeat(40))).toMatchObject({ errorCode: '52013' });
  },
);

it('puts the bridge in front even of a page without a head', () => {
  expect(withBridge('<p>x</p>')).toBe('<script src="/__sandbox/bridge.js"></script><p>x</p>');
});
