import type { LogInClient } from '@dingdee/shared/log-in';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { ClientsSeen, sweepClients } from './clients-seen.js';

let opened: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let clients: ClientsSeen;
beforeEach(async () => {
  Logger.overrideLogger(false);
  opened = await temporaryDatabase();
  db = opened.db;
  clients = new ClientsSeen(db);
});
afterEach(() => {
  Logger.overrideLogger(true);
  return opened.drop();
});

const PC: LogInClient = {
  platform: 'pc',
  framed: true,
  bridge: 'name',
  call: 'requestAuthCodeV2',
  refusal: '',
  ms: 230,
};
const agent = (version: string) => `Mozilla/5.0 DingTalk(${version}-Release.1) \u0001${'x'.repeat(300)}`;
/** What is kept once everything that was told is written. */
async function kept(): Promise<Record<string, unknown>[]> {
  await clients.beforeApplicationShutdown();
  return db.query('SELECT * FROM log_in_client ORDER BY kind');
}

it('keeps one row for a kind of client: how often it came, when it last got in, and what was told last', async () => {
  clients.note(PC, agent('7.6.1'), 'in');
  clients.note({ ...PC, call: 'requestAuthCode', ms: 8_100 }, agent('7.6.9'), 'in');
  clients.note({ ...PC, framed: false }, agent('7.6.9'), 'in');
  const [framed, own, ...more] = await kept();
  expect(more).toEqual([]);
  expect(framed).toMatchObject({
    kind: 'pc/framed/7.6',
    times: 2,
    code_call: 'requestAuthCode',
    code_ms: 8_100,
    bridge: 'name',
    refused_since: 0,
    last_result: 'in',
  });
  expect(framed?.last_in_at).toBe(framed?.last_seen_at);
  expect(String(framed?.user_agent)).toHaveLength(200);
  expect(String(framed?.user_agent)).not.toContain('\u0001');
  expect(own).toMatchObject({ kind: 'pc/own/7.6', times: 1 });
});

it('counts refusals until it gets in, and keeps when it last did', async () => {
  clients.note(PC, agent('7.6.1'), 'session/code');
  clients.note({ ...PC, call: null }, agent('7.6.1'), 'no-code');
  expect(await kept()).toMatchObject([{ refused_since: 2, last_in_at: null, last_result: 'no-code', code_call: '' }]);
  clients.note(PC, agent('7.6.1'), 'in');
  const [now] = await kept();
  expect(now).toMatchObject({ refused_since: 0, times: 3 });
  clients.note(PC, agent('7.6.1'), 'session/code');
  expect(await kept()).toMatchObject([{ refused_since: 1, last_in_at: now?.last_in_at, last_result: 'session/code' }]);
});

it('a page that tells nothing of its client leaves nothing', async () => {
  clients.note(undefined, agent('7.6.1'), 'in');
  expect(await kept()).toEqual([]);
});

it('somebody who makes kinds up fills at most a hundred rows, and pushes out none that ever got in', async () => {
  clients.note(PC, agent('7.6.1'), 'in');
  for (let minor = 0; minor < 130; minor++) {
    clients.note(PC, agent(`9.${minor}.1`), 'no-code');
    await clients.beforeApplicationShutdown();
  }
  const rows = await kept();
  expect(rows).toHaveLength(100);
  expect(rows.filter(({ last_in_at: at }) => at !== null)).toHaveLength(1);
  expect(rows.map(({ kind }) => kind)).toContain('pc/framed/9.129');
});

it('somebody who makes kinds up from many addresses pushes out none that was refused more than once', async () => {
  for (let n = 0; n < 3; n++) clients.note(PC, agent('7.6.1'), 'no-code');
  await kept();
  for (let minor = 0; minor < 130; minor++) {
    clients.note(PC, agent(`9.${minor}.1`), 'no-code');
    await clients.beforeApplicationShutdown();
  }
  const rows = await kept();
  expect(rows).toHaveLength(100);
  expect(rows.find(({ kind }) => kind === 'pc/framed/7.6')).toMatchObject({ refused_since: 3 });
});

it('a crowd that comes at once is counted by a part of it, and nobody waits', async () => {
  for (let n = 0; n < 500; n++) clients.note(PC, agent('7.6.1'), 'in');
  const [row] = await kept();
  expect(Number(row?.times)).toBeLessThanOrEqual(20);
  clients.note(PC, agent('7.6.1'), 'in');
  expect(Number((await kept())[0]?.times)).toBe(Number(row?.times) + 1);
});

it('where nothing can be stored nothing is thrown, and the next one is noted again', async () => {
  await db.inTransaction((tx) => tx.query('ALTER TABLE log_in_client RENAME TO away'));
  clients.note(PC, agent('7.6.1'), 'in');
  await clients.beforeApplicationShutdown();
  await db.inTransaction((tx) => tx.query('ALTER TABLE away RENAME TO log_in_client'));
  clients.note(PC, agent('7.6.1'), 'in');
  expect(await kept()).toMatchObject([{ times: 1 }]);
});

it('a kind of which nobody was seen for a year goes', async () => {
  clients.note(PC, agent('7.6.1'), 'in');
  clients.note(PC, agent('7.7.1'), 'in');
  await kept();
  const day = 86_400_000;
  await db.inTransaction((tx) =>
    tx.query('UPDATE log_in_client SET last_seen_at = ? WHERE kind = ?', [Date.now() - 366 * day, 'pc/framed/7.6']),
  );
  await sweepClients(db, Date.now());
  expect((await kept()).map(({ kind }) => kind)).toEqual(['pc/framed/7.7']);
});
