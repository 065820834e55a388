import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { settingsForSpec } from './settings-for-spec.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-compress-'));
let server: RunningServer;
beforeAll(async () => {
  server = await startServer(settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}` }));
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads the answer's raw bytes, because fetch would decompress them. */
async function raw(path: string, accepts?: string): Promise<{ headers: IncomingMessage['headers']; body: Buffer }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(`${server.url}${path}`, { headers: accepts === undefined ? {} : { 'accept-encoding': accepts } }, resolve).on(
      'error',
      reject,
    ),
  );
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { headers: answer.headers, body: Buffer.concat(parts) };
}

it('sends JSON in brotli to who takes it, in gzip to who takes only that, and plain to everybody else', async () => {
  const plain = await raw('/api/openapi.json');
  expect(plain.headers['content-encoding']).toBeUndefined();
  const brotli = await raw('/api/openapi.json', 'gzip, deflate, br');
  const gzip = await raw('/api/openapi.json', 'gzip');
  expect([brotli.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip']);
  expect(JSON.parse(brotliDecompressSync(brotli.body).toString())).toEqual(JSON.parse(plain.body.toString()));
  expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
  expect(brotli.body.length).toBeLessThan(plain.body.length / 5);
  // A cache in between must not give one client the answer of another.
  expect(brotli.headers.vary).toContain('accept-encoding');
});

it('leaves a short answer as it is', async () => {
  const { headers } = await raw('/health/live', 'gzip, br');
  expect(headers['content-encoding']).toBeUndefined();
});

it('unpacks no body: what is sent packed is refused as what it is, not read', async () => {
  const answer = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { origin: server.url, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ corpId: 'a', authCode: 'b', client: null })),
  });
  expect(answer.status).toBe(400);
});
