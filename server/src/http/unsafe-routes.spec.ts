import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyRoute } from '@dingdee/shared/routes/table';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { settingsForSpec } from './settings-for-spec.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-unsafe-'));
let server: RunningServer;
const all = everyRoute
  .filter(({ method }) => method !== 'GET')
  .map(({ method, path, who }) => ({ method, path: path.replace(/:\w+/g, 'one'), who }));
const unsafe = all.filter(({ who }) => who !== 'token');
/** Routes with a token; a foreign page has no token to send. */
const byToken = all.filter(({ who }) => who === 'token');

beforeAll(async () => {
  server = await startServer(settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}` }));
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends to the address exactly as written, because fetch() would normalise it. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; cache: string }> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const body = method === 'GET' ? '' : headers['content-type'] === 'application/json' ? '{}' : 'a=b';
    const length = body === '' ? {} : { 'content-length': String(body.length) };
    const options = { host: '127.0.0.1', port, method, path, headers: { ...headers, ...length }, agent: false };
    const call = request(options, (answer) => {
      answer.resume();
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, cache: String(answer.headers['cache-control'] ?? '') }),
      );
    });
    call.once('error', reject);
    call.end(body);
  });
}

const encoded = (char: string) => `%${char.charCodeAt(0).toString(16)}`;
const SPELLINGS: Readonly<Record<string, (path: string) => string>> = {
  plain: (path) => path,
  'first letter encoded': (path) => path.replace('/a', `/${encoded('a')}`),
  'every letter encoded': (path) => path.replace(/[a-z]/g, encoded),
  'upper case': (path) => path.toUpperCase(),
  'upper-case first part': (path) => path.replace('/api', '/API'),
  'doubled slashes': (path) => path.replaceAll('/', '//'),
  'trailing slash': (path) => `${path}/`,
  'trailing dot': (path) => `${path}.`,
  'a dot segment': (path) => path.replace('/api', '/./api'),
  'a way back': (path) => path.replace('/api', '/x/../api'),
  'a question': (path) => `${path}?x=/api`,
  'a fragment': (path) => `${path}%23`,
  'a semicolon': (path) => path.replace('/api', '/api;x'),
  'the whole address': (path) => `http://127.0.0.1${path}`,
};
const ORIGINS: Readonly<Record<string, Record<string, string>>> = {
  foreign: { origin: 'https://evil.example' },
  missing: {},
  null: { origin: 'null' },
  'ours with another port': { origin: 'http://127.0.0.1:1' },
};
const TYPES = [
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json',
];

describe('an unsafe request', () => {
  it('from a foreign page, or from no page, is refused on every route however its address is spelt, whatever it carries', async () => {
    expect(unsafe.length).toBeGreaterThan(30);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...unsafe),
        fc.constantFrom(...Object.keys(SPELLINGS)),
        fc.constantFrom(...Object.keys(ORIGINS)),
        fc.constantFrom(...TYPES),
        async ({ method, path }, spelling, origin, type) => {
          const { status } = await send(method, SPELLINGS[spelling]?.(path) ?? path, {
            ...ORIGINS[origin],
            'content-type': type,
          });
          expect([400, 403]).toContain(status);
        },
      ),
      { numRuns: 1500 },
    );
  }, 60_000);

  it('of our own page is refused unless it is JSON, on every route and spelling', async () => {
    for (const { method, path } of unsafe)
      for (const [name, spelling] of Object.entries(SPELLINGS)) {
        const { status } = await send(method, spelling(path), { origin: server.url, 'content-type': 'text/plain' });
        expect([name, method, path, [400, 415].includes(status)]).toEqual([name, method, path, true]);
      }
  }, 60_000);

  it('by a token needs no page; one that comes from a page must come from ours, and nobody is let in without a token', async () => {
    expect(byToken.length).toBeGreaterThan(1);
    for (const { method, path } of byToken)
      for (const [spelling, spelt] of Object.entries(SPELLINGS))
        for (const [name, origin] of Object.entries(ORIGINS))
          for (const type of TYPES) {
            const { status } = await send(method, spelt(path), { ...origin, 'content-type': type });
            const allowed = name === 'missing' ? [400, 401, 403, 405, 415] : [400, 403];
            expect([method, spelling, name, type, allowed.includes(status) || status]).toEqual([
              method,
              spelling,
              name,
              type,
              true,
            ]);
          }
  }, 60_000);

  it('with a method that nobody serves is refused like the others', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND', 'LOCK'])
      expect([400, 403, 404]).toContain((await send(method, '/%61pi/session', {})).status);
  });
});

it('an answer of the API is never kept, however its address was spelt', async () => {
  const { status, cache } = await send('GET', '/%61pi/client-config', {});
  expect([status, cache]).toEqual([200, 'no-store']);
});

it('an address under /api that nobody serves is a problem in every spelling, never the page', async () => {
  for (const path of ['/api/nothing', '/%61pi/nothing', '//api/nothing', '/API/nothing'])
    expect((await send('GET', path, {})).status).toBe(404);
});
