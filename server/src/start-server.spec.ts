import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyRoute } from '@dingdee/shared/routes/table';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsForSpec } from './http/settings-for-spec.js';
import { type RunningServer, startServer } from './start-server.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-http-'));
const settings = (more: Record<string, string> = {}) =>
  settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}`, ...more });

let server: RunningServer;
const call = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
const write = (path: string, headers: Record<string, string>, body?: string) =>
  call(path, { method: 'POST', headers, ...(body !== undefined && { body }) });

beforeAll(async () => {
  server = await startServer(settings());
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('unsafe methods', () => {
  it('are refused from another origin, without one, and when they are not JSON', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await write('/api/session', { ...json, origin: 'https://evil.example' }, '{}')).status).toBe(403);
    expect((await write('/api/session', json, '{}')).status).toBe(403);
    const text = await write('/api/session', { 'content-type': 'text/plain', origin: server.url }, '{}');
    expect([text.status, (await text.json()).code]).toEqual([415, 'request/not-json']);
  });

  it('say at every field what is wrong, in Chinese, with an id to quote', async () => {
    const answer = await write(
      '/api/session',
      { 'content-type': 'application/json', origin: server.url },
      '{"corpId":1}',
    );
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = await answer.json();
    expect(problem).toMatchObject({
      code: 'request/invalid',
      status: 400,
      fields: { corpId: '须为文字', authCode: '必填' },
    });
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
  });

  it('take an empty body for an empty object, and refuse broken JSON and what is too large', async () => {
    const headers = { 'content-type': 'application/json', origin: server.url };
    expect((await (await write('/api/session', headers)).json()).fields).toHaveProperty('corpId');
    expect((await (await write('/api/session', headers, '{"corpId"')).json()).code).toBe('request/unreadable');
    const large = `"${'x'.repeat(2 * 1024 * 1024)}"`;
    const refused = await write('/mcp', headers, large);
    expect([refused.status, (await refused.json()).code]).toEqual([413, 'request/too-large']);
    // Where a session is required, a stranger's body is not even read.
    const unread = await write('/api/selections', headers, large);
    expect([unread.status, (await unread.json()).code]).toEqual([401, 'session/missing']);
  });

  it('let nobody who is not known send more than a log-in needs, on whichever route lets them in', async () => {
    const headers = { 'content-type': 'application/json', origin: server.url };
    const open = everyRoute.filter(({ who, method, machine }) => who === 'anyone' && method !== 'GET' && !machine);
    expect(open.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['POST /api/session', 'POST /api/session/no-code', 'DELETE /api/session']),
    );
    for (const { method, path } of open) {
      const body = JSON.stringify({ corpId: 'x'.repeat(20_000) });
      const answer = await fetch(`${server.url}${path}`, { method, headers, body });
      expect([path, answer.status, (await answer.json()).code]).toEqual([path, 413, 'request/too-large']);
    }
  });
});

describe('addresses', () => {
  it('under /api are closed without a session, except what the page needs before it has one', async () => {
    for (const path of ['/api/session', '/api/roles', '/api/bills', '/api/events', '/api/my-approvals'])
      expect([path, (await call(path)).status]).toEqual([path, 401]);
    expect(await (await call('/api/client-config')).json()).toEqual({
      corpId: 'dingcorp',
      clientId: 'dingkey',
      agentId: '1',
    });
  });

  it('of the documents are open where only this machine can come, which is without PUBLIC_URL', async () => {
    for (const path of ['/api/docs', '/api/openapi.json'])
      expect([path, (await call(path)).status]).toEqual([path, 200]);
  });

  it('that nobody serves are a problem under /api and the assets, and the page everywhere else', async () => {
    expect((await (await call('/api/nothing')).json()).code).toBe('request/not-found');
    for (const path of ['/assets/nothing.js', '/assets/'])
      expect([path, (await call(path)).status]).toEqual([path, 404]);
    for (const path of ['/.git/config', '/.env'])
      expect(await (await call(path)).text()).not.toMatch(/APP_SECRET|\[core\]/);
    expect([200, 503]).toContain((await call('/desk/bills/1')).status);
  });

  it('never let /api answers be kept', async () => {
    expect((await call('/api/client-config')).headers.get('cache-control')).toBe('no-store');
  });

  it('carry the headers that keep a browser from guessing, leaking and loading from elsewhere, and no word of what serves them', async () => {
    for (const path of ['/api/client-config', '/api/nothing', '/desk']) {
      const { headers } = await call(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect([path, headers.get('content-type')]).toEqual([path, expect.stringMatching(/^\S+\/\S+; charset=utf-8$/i)]);
      expect([path, headers.get('referrer-policy')]).toEqual([path, 'same-origin']);
      for (const rule of ["default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'self'"])
        expect(policy, path).toContain(rule);
      expect([path, headers.get('x-powered-by'), headers.get('server')]).toEqual([path, null, null]);
      expect([path, headers.get('access-control-allow-origin')]).toEqual([path, null]);
    }
  });

  it('of health and metrics answer this machine without a session', async () => {
    expect(await (await call('/health/live')).json()).toEqual({ alive: true });
    expect(await (await call('/health/ready')).json()).toEqual({
      ready: true,
      database: true,
      writable: true,
      migrations: true,
      stopping: false,
    });
    const metrics = await (await call('/metrics')).text();
    expect(metrics).toContain(
      'dingdee_http_request_seconds_count{method="GET",route="/api/client-config",status="200"}',
    );
    expect(metrics).toContain('dingdee_queue{kind="writeback"} 0');
  });
});

it('documents every route with the schemas of the contract', async () => {
  const document = await (await call('/api/openapi.json')).json();
  const login = document.paths['/api/session'].post;
  expect(login.requestBody.content['application/json'].schema.required).toEqual(['corpId', 'authCode']);
  expect(login.responses['200'].content['application/json'].schema.properties.roles.items.enum).toContain('pusher');
  const page = document.paths['/api/bills'].get;
  expect(page.responses['200'].content['application/json'].schema.properties.sum).toMatchObject({ type: 'string' });
  expect(page.parameters.map(({ name }: { name: string }) => name)).toContain('stage');
});

it('refuses a second process on one SQLite file, and lets it in once the first has gone', async () => {
  const url = `sqlite:${join(folder, 'b.db')}`;
  const first = await startServer(settings({ DATABASE_URL: url }));
  await expect(startServer(settings({ DATABASE_URL: url }))).rejects.toThrow('正被另一个钉蝶进程使用');
  await first.close();
  const second = await startServer(settings({ DATABASE_URL: url }));
  await second.close();
}, 60_000);

it('with an https PUBLIC_URL takes writes from there only', async () => {
  const there = await startServer(
    settings({ DATABASE_URL: `sqlite:${join(folder, 'c.db')}`, PUBLIC_URL: 'https://pay.example.com/' }),
  );
  const post = (origin: string) =>
    fetch(`${there.url}/api/session`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{}',
    });
  expect((await post(there.url)).status).toBe(403);
  expect((await post('https://pay.example.com')).status).toBe(400);
  const { headers } = await fetch(`${there.url}/api/client-config`);
  expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}; includeSubDomains$/);
  await there.close();
}, 60_000);

describe('the page', () => {
  async function framing(more: Record<string, string>): Promise<{ ancestors: string; others: (string | null)[] }> {
    const other = await startServer(settings({ DATABASE_URL: `sqlite:${join(folder, 'd.db')}`, ...more }));
    const { headers } = await fetch(`${other.url}/api/client-config`);
    await other.close();
    const ancestors = /frame-ancestors ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
    const policies = ['x-frame-options', 'cross-origin-opener-policy', 'cross-origin-embedder-policy'];
    return { ancestors, others: policies.map((name) => headers.get(name)) };
  }

  it.each([
    ['here', {}],
    ['on https', { PUBLIC_URL: 'https://pay.example.com' }],
  ])(
    'may be framed by DingTalk’s client and nobody else, and keeps the name of its window, %s',
    async (_, more) => {
      expect(await framing(more)).toEqual({
        ancestors: "'self' https://*.dingtalk.com https://*.dingtalk.cn https://*.7ding.ai",
        others: [null, null, null],
      });
    },
    60_000,
  );

  it('is framed by nobody where EMBEDDED is off', async () => {
    expect(await framing({ PUBLIC_URL: 'https://pay.example.com', EMBEDDED: 'off' })).toEqual({
      ancestors: "'none'",
      others: ['DENY', 'same-origin', null],
    });
  }, 60_000);
});
