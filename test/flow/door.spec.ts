import './virtual-time.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MOST_AT_ONCE, MOST_FAILURES } from '../../server/src/access/session/login-gate.js';
import * as company from '../sandbox/company.js';
import { Person, until } from './person.js';
import { type Stack, startStack } from './stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    sandbox: { approvals: 1 },
    settings: { TRUST_PROXY: '1', DINGTALK_QPS: '20', ADMIN_USER_IDS: company.employees[0]?.userid ?? '' },
  });
});
afterAll(() => stack?.close());

/** As a proxy in front passes it on: what the visitor wrote, and where it came from. */
const logIn = (
  authCode: string,
  wrote: string,
  from: string,
  client: { agent?: string; cookie?: string } = {},
): Promise<Response> =>
  fetch(`${stack.url}/api/session`, {
    method: 'POST',
    headers: {
      origin: stack.url,
      'content-type': 'application/json',
      'x-forwarded-for': wrote === '' ? from : `${wrote}, ${from}`,
      ...(client.agent === undefined ? {} : { 'user-agent': client.agent }),
      ...(client.cookie === undefined ? {} : { cookie: client.cookie }),
    },
    body: JSON.stringify({ corpId: stack.sandbox.dingtalk.corpId, authCode }),
  });
const redeemed = (): number =>
  stack.sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api === '/topapi/v2/user/getuserinfo')?.total ?? 0;

it('slows 300 bad log-ins that name another address each, and lets honest ones in before them, from elsewhere and from behind the same', async () => {
  const userId = stack.sandbox.identities[0]?.userid ?? '';
  const bad = Array.from({ length: 300 }, (_, i) => logIn(`bad-${i}`, `198.51.100.${i % 250}`, '203.0.113.9'));
  const honest = await logIn(stack.sandbox.issueCode(userId), '', '203.0.113.10');
  expect(honest.status).toBe(200);
  const neighbour = await logIn(stack.sandbox.issueCode(userId), '127.0.0.1', '203.0.113.9');
  expect(neighbour.status).toBe(200);
  const answers = await Promise.all(bad);
  // None waits longer than ten seconds, and one a second is asked about.
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(260);
  expect(redeemed()).toBeLessThanOrEqual(40);
  const again = await logIn(stack.sandbox.issueCode(userId), '127.0.0.1', '203.0.113.9');
  expect(again.status).toBe(200);
});

it('lets a browser in that was let in before, while somebody behind the same address goes on and on as ever other clients', async () => {
  const userId = stack.sandbox.identities[0]?.userid ?? '';
  const office = '203.0.113.20';
  const first = await logIn(stack.sandbox.issueCode(userId), '', office);
  const [session = '', cookie = ''] = first.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  expect(session).toMatch(/^dingdee=/);
  expect(cookie).toMatch(/^dingdee-known=[\w-]{22}\.[\w-]{22}$/);
  const before = redeemed();
  const bad: Promise<Response>[] = [];
  const flood = setInterval(() => {
    bad.push(logIn('bad', '', office, { agent: `ever another ${bad.length}` }));
  }, 50);
  await until(
    async () => redeemed() - before,
    (asked) => asked >= MOST_FAILURES + MOST_AT_ONCE,
  );
  const known = await logIn(stack.sandbox.issueCode(userId), '', office, { cookie });
  clearInterval(flood);
  expect(known.status).toBe(200);
  await Promise.all(bad);
});

it('writes of every refused log-in why and from where it came, not what the visitor wrote, and never the code', async () => {
  const mine = (line: string) => line.includes('log-in refused') && line.includes('203.0.113.77');
  expect((await logIn('stolen-code-1', '198.51.100.77', '203.0.113.77')).status).toBe(401);
  const elsewhere = await fetch(`${stack.url}/api/session`, {
    method: 'POST',
    headers: { origin: stack.url, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.77' },
    body: JSON.stringify({ corpId: 'another-corp', authCode: 'stolen-code-2' }),
  });
  const lines = await until(
    async () => stack.log().split('\n').filter(mine),
    (found) => found.length === 2,
  );
  expect(lines[0]).toContain('session/code');
  expect(lines[1]).toContain('session/other-corp');
  expect(lines[1]).toContain(elsewhere.headers.get('x-request-id'));
  // The 300 of before, turned away without a question to DingTalk.
  expect(stack.log()).toMatch(/log-in refused: session\/too-many, from 203\.0\.113\.9,/);
  expect(stack.log()).not.toMatch(/stolen-code|\bbad-\d|198\.51\.100/);
});

it('ends a stream at once when its person logs out or loses the last role, and nobody else’s', async () => {
  const [boss = '', clerk = ''] = company.employees.map(({ userid }) => userid);
  const admin = await Person.login(stack, boss);
  await admin.put(`/api/roles/${clerk}`, { roles: ['viewer'] });
  const [pc, phone] = [await Person.login(stack, clerk), await Person.login(stack, clerk)];
  const [onAdmin, onPc, onPhone] = [admin, pc, phone].map((person) => person.listen('/api/events'));
  const ended = () => [onAdmin, onPc, onPhone].map((stream) => stream?.ended());
  await until(
    async () => [onAdmin, onPc, onPhone].every((stream) => stream?.open()),
    (open) => open,
    10_000,
  );
  // Sooner than the next heartbeat, which asks too.
  await pc.raw('DELETE', '/api/session');
  await until(
    async () => ended().join(),
    (now) => now === 'false,true,false',
    5_000,
  );
  await admin.put(`/api/roles/${clerk}`, { roles: ['viewer', 'mapper'] });
  await admin.put(`/api/roles/${clerk}`, { roles: [] });
  await until(
    async () => ended().join(),
    (now) => now === 'false,true,true',
    5_000,
  );
  onAdmin?.close();
});

it('gives one log-in eight streams, and a page that comes back its own place', async () => {
  const admin = await Person.login(stack, company.employees[0]?.userid ?? '');
  const pages = Array.from({ length: 8 }, (_, i) => admin.listen(`/api/events?page=p${i}`));
  await until(
    async () => pages.every((page) => page.open()),
    (open) => open,
    10_000,
  );
  const refused = await admin.refused('GET', '/api/events?page=p8');
  expect([refused.status, refused.code]).toEqual([429, 'live/too-many']);
  const back = admin.listen('/api/events?page=p3');
  await until(
    async () => back.open() && pages[3]?.ended(),
    (done) => done === true,
    10_000,
  );
  expect(pages.filter((page) => page.ended())).toHaveLength(1);
  for (const page of [...pages, back]) page.close();
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

it('shows the documents of the API to members only, once PUBLIC_URL is set', async () => {
  const [boss = '', , stranger = ''] = company.employees.map(({ userid }) => userid);
  const origin = 'https://pay.example.com';
  const documents = ['/api/openapi.json', '/api/docs', '/api/docs/', '/API/docs', '/api/docs-json', '/api/docs-yaml'];
  const files = ['/api/docs/swagger-ui-init.js', '/api/docs/swagger-ui.css', '/%61pi/docs'];
  const status = async (path: string, person?: Person) =>
    (await (person ? person.raw('GET', path) : fetch(`${stack.url}${path}`))).status;
  await stack.restart({ PUBLIC_URL: origin });
  const shown = { ...stack, origin };
  const admin = await Person.login(shown, boss);
  const nobody = await Person.login(shown, stranger);
  for (const path of [...documents, ...files]) {
    expect([path, await status(path)]).toEqual([path, expect.toSatisfy((code) => code === 401 || code === 404)]);
    expect([path, await status(path, nobody)]).toEqual([
      path,
      expect.toSatisfy((code) => code === 403 || code === 404),
    ]);
  }
  for (const path of ['/api/openapi.json', '/api/docs', '/api/docs/swagger-ui-init.js'])
    expect([path, await status(path), await status(path, nobody), await status(path, admin)]).toEqual([
      path,
      401,
      403,
      200,
    ]);
});
