import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { settingsForSpec } from './settings-for-spec.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-slow-'));
let server: RunningServer;
beforeAll(async () => {
  const settings = settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}` });
  server = await startServer(settings, { patience: { headersMs: 400, requestMs: 800, lookEveryMs: 100 } });
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends the head and then a byte at short intervals, without end. @returns the answer received when the server closed the connection. */
function trickle(head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let more: NodeJS.Timeout | undefined;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      socket.write(head);
      // Begun earlier, a byte could be sent before the head.
      more = setInterval(() => socket.write('a'), 50);
    });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    // Errors of writes after the server closed the connection.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.on('close', () => {
      clearInterval(more);
      resolve(text);
    });
  });
}

it('lets go of whoever never ends the headers', async () => {
  expect(await trickle('GET /api/client-config HTTP/1.1\r\nhost: a\r\nx-slow: ')).toMatch(/^HTTP\/1\.1 408 /);
}, 60_000);

it('lets go of whoever never ends the body', async () => {
  const head = `POST /api/session HTTP/1.1\r\nhost: a\r\norigin: ${server.url}\r\ncontent-type: application/json\r\ncontent-length: 10000\r\n\r\n`;
  expect(await trickle(head)).toMatch(/^HTTP\/1\.1 408 /);
}, 60_000);
