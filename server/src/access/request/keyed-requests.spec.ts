import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyRoute } from '@dingdee/shared/routes/table';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { firstValueFrom, from } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../database/database.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { settingsForSpec } from '../../http/settings-for-spec.js';
import { type RunningServer, startServer } from '../../start-server.js';
import { KeyedRequests } from './keyed-requests.js';

/** Whoever has a session and writes. Machines and tokens prove themselves by what they send, and log-in makes the session. */
const unsafe = everyRoute.filter(
  ({ method, who, machine }) => method !== 'GET' && who !== 'anyone' && who !== 'token' && !machine,
);
const folder = mkdtempSync(join(tmpdir(), 'dingdee-keys-'));
let server: RunningServer;
let db: Database;
let requests: KeyedRequests;
let key = '';
let keys = 0;

beforeAll(async () => {
  server = await startServer(settingsForSpec({ DATABASE_URL: `sqlite:${join(folder, 'a.db')}` }));
  db = server.app.get(Database);
  requests = server.app.get(KeyedRequests);
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  keys += 1;
  key = `key-of-a-spec-${keys}`;
});

const actor = { userId: 'u1', name: '周敏', roles: [] };
interface Asked {
  method?: string;
  url?: string;
  body?: unknown;
  by?: string;
}
/** One request through what stands before every route. */
function send(work: () => Promise<unknown>, { method = 'POST', url = '/api/x', body = {}, by = 'u1' }: Asked = {}) {
  const request = { method, url, body, headers: { 'idempotency-key': key }, actor: { ...actor, userId: by } };
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
  const next: CallHandler = { handle: () => from(work()) };
  return firstValueFrom(requests.intercept(context, next));
}
let written = 0;
const store = () =>
  db.inTransaction(async (tx) => {
    written += 1;
    await tx.query('SELECT 1');
    return written;
  });

it.each(unsafe.map(({ operation, method, path }) => [operation, method, path] as const))(
  '%s does nothing a second time under the same key, and says that it was done',
  async (_, method, path) => {
    const url = path.replace(/:\w+/g, 'one');
    const first = await send(store, { method, url });
    await expect(send(store, { method, url })).rejects.toMatchObject({ code: 'request/done-before', status: 409 });
    expect(written).toBe(first);
    expect(await requests.askedBefore(key, actor)).toEqual({ state: 'done', code: null });
  },
);

it('a write of a session that is neither by a machine nor by a token is most of the table', () => {
  expect(unsafe.length).toBeGreaterThan(100);
});

describe('a key', () => {
  it('of which nothing was stored may come again: a refusal, a fault, a read', async () => {
    const refuse = () => Promise.reject(new BillRefusedError('bill/not-held', '没有挂起'));
    await expect(send(refuse)).rejects.toMatchObject({ code: 'bill/not-held' });
    await expect(send(refuse)).rejects.toMatchObject({ code: 'bill/not-held' });
    expect(await requests.askedBefore(key, actor)).toEqual({ state: 'absent', code: null });
    await send(() => db.query('SELECT 1'));
    await send(store);
    expect((await requests.askedBefore(key, actor)).state).toBe('done');
  });

  it('is stored together with what its request stores, or not at all', async () => {
    const broken = () =>
      db.inTransaction(async () => {
        throw new Error('rolled back');
      });
    await expect(send(broken)).rejects.toThrow('rolled back');
    expect((await requests.askedBefore(key, actor)).state).toBe('absent');
  });

  it('of a refusal that stored something on its way may come again, and is told as refused', async () => {
    const refuse = async () => {
      await store();
      throw new BillRefusedError('bill/outside-paid', '还在');
    };
    await expect(send(refuse)).rejects.toMatchObject({ code: 'bill/outside-paid' });
    expect(await requests.askedBefore(key, actor)).toEqual({ state: 'refused', code: 'bill/outside-paid' });
    await send(store);
    expect((await requests.askedBefore(key, actor)).state).toBe('done');
  });

  it('of a request that broke off is not begun again', async () => {
    const breaks = async () => {
      await store();
      throw new Error('dead');
    };
    await expect(send(breaks)).rejects.toThrow('dead');
    await expect(send(store)).rejects.toMatchObject({ code: 'request/broken-off' });
  });

  it('that two tries bring at the same time counts once', async () => {
    const before = written;
    const ends = await Promise.allSettled([send(store), send(store), send(store)]);
    const stored = await db.query<{ n: unknown }>('SELECT COUNT(*) AS n FROM request_key WHERE operation = ?', [
      'POST /api/x',
    ]);
    expect(Number(stored[0]?.n)).toBeGreaterThan(0);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(written - before).toBe(1);
  });

  it('with another body, or of another route, is refused', async () => {
    await send(store, { body: { version: 1 } });
    await expect(send(store, { body: { version: 2 } })).rejects.toMatchObject({ code: 'request/key-reused' });
    await expect(send(store, { url: '/api/y', body: { version: 1 } })).rejects.toMatchObject({
      code: 'request/key-reused',
    });
  });

  it('is of one person: another who brings the same one is not told of it', async () => {
    await send(store);
    await send(store, { by: 'u2' });
    expect(await requests.askedBefore(key, { ...actor, userId: 'u3' })).toEqual({ state: 'absent', code: null });
  });
});
