import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './prepare.mjs';

let vite;
let server;
let own;

beforeAll(async () => {
  server = createHttpServer((request, response) => response.end(request.headers.origin));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.API_URL = `http://127.0.0.1:${server.address().port}`;
  const { createServer } = await import('vite');
  vite = await createServer({
    root: join(ROOT, 'miniapp'),
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port: 0, ws: false },
  });
  await vite.listen();
  own = `http://127.0.0.1:${vite.httpServer.address().port}`;
});
afterAll(async () => {
  await vite.close();
  server.close();
  delete process.env.API_URL;
});

const arrivesAs = async (origin) => (await fetch(`${own}/api/session`, { method: 'POST', headers: { origin } })).text();

it('a write from a page of Vite reaches the server as one of its own pages, one from elsewhere as what it is', async () => {
  expect(await arrivesAs(own)).toBe(process.env.API_URL);
  expect(await arrivesAs('http://evil.example')).toBe('http://evil.example');
});
