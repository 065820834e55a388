import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../start-server.js';
import { settingsForSpec } from './settings-for-spec.js';

const MEGABYTE = 1024 * 1024;
const SENDERS = 60;
/** Less than the longest body of a route for people. */
const BODY = 1_900_000;

/** One for all senders, which run in this process as well. */
const SENT = Buffer.alloc(BODY - 1, 0x20);
const folder = mkdtempSync(join(tmpdir(), 'dingdee-body-'));
let server: RunningServer;
const open: Socket[] = [];
beforeAll(async () => {
  server = await startServer(settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}` }));
}, 60_000);
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends all of a body but its last byte, with the page's Origin, which anybody may write. @returns what came back so far. */
async function allButTheLast(length: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  open.push(socket);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/runs HTTP/1.1\r\nhost: a\r\norigin: ${server.url}\r\ncontent-type: application/json\r\n${length}\r\n\r\n`,
  );
  if (length.startsWith('transfer')) socket.write(`${BODY.toString(16)}\r\n`);
  socket.write(SENT);
  await sleep(20);
  return text;
}

it.each([`content-length: ${BODY}`, 'transfer-encoding: chunked'])(
  'a body of somebody without a session is not kept in memory (%s)',
  async (length) => {
    const before = process.memoryUsage();
    for (let at = 0; at < SENDERS; at += 1) await allButTheLast(length);
    await sleep(1_000);
    const { arrayBuffers, external } = process.memoryUsage();
    expect((arrayBuffers - before.arrayBuffers) / MEGABYTE).toBeLessThan(SENDERS / 2);
    expect((external - before.external) / MEGABYTE).toBeLessThan(SENDERS / 2);
  },
  60_000,
);
