import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Settings } from '../config/settings.js';
import { settingsForSpec } from '../http/settings-for-spec.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { ConnectionNotFoundError, ConnectionUnreadableError } from './connection.errors.js';
import { OF_ENVIRONMENT } from './connection-row.js';
import { partsOf } from './connection-settings.js';
import { Connections } from './connections.js';
import { SecretSeal } from './secret-seal.js';

type World = Awaited<ReturnType<typeof temporaryDatabase>>;
let world: World;
let told: string[];

beforeEach(async () => {
  world = await temporaryDatabase();
  told = [];
  Logger.overrideLogger({
    log: () => undefined,
    error: () => undefined,
    warn: (line: unknown) => told.push(String(line)),
  });
});
afterEach(async () => {
  Logger.overrideLogger(true);
  await world.drop();
});

const SECRET = {
  DINGTALK_CLIENT_SECRET: 'ding-secret-in-clear',
  KINGDEE_APP_SECRET: 'kingdee-secret-in-clear',
  KINGDEE_APP_ID: '2001_packed-secret-in-clear',
};
const settings = (change: Partial<Settings> = {}): Settings => ({ ...settingsForSpec(), ...SECRET, ...change });
const start = (change?: Partial<Settings>) => Connections.start(world.db, settings(change));
const rows = () => world.db.query<Record<string, string>>('SELECT * FROM connection ORDER BY id');
const change = (sql: string, parameters: unknown[] = []) => world.db.inTransaction((tx) => tx.query(sql, parameters));

it('the environment is the first connection of each system, and its secrets are nowhere in the row', async () => {
  const connections = await start();
  expect(connections.config('kingdee')).toMatchObject({
    KINGDEE_APP_SECRET: SECRET.KINGDEE_APP_SECRET,
    KINGDEE_LCID: 2052,
  });
  expect(connections.config('dingtalk')).toMatchObject({ DINGTALK_CLIENT_SECRET: SECRET.DINGTALK_CLIENT_SECRET });
  const stored = await rows();
  expect(stored.map(({ id, system, name }) => [id, system, name])).toEqual([
    ['env-dingtalk', 'dingtalk', '钉钉'],
    ['env-kingdee', 'kingdee', '金蝶'],
  ]);
  expect(stored[1]?.key_id).toBe(new SecretSeal(settings().APP_SECRET).keyId);
  for (const secret of Object.values(SECRET)) expect(JSON.stringify(stored)).not.toContain(secret);
  expect(stored[1]?.settings).toContain(settings().KINGDEE_USERNAME);
  expect(told).toEqual([]);
});

it('an address that holds a password is a secret too', async () => {
  const connections = await start({ KINGDEE_URL: 'https://proxy:password-in-address@kingdee.example/k3cloud/' });
  expect(connections.config('kingdee').KINGDEE_URL).toContain('password-in-address');
  expect(JSON.stringify(await rows())).not.toContain('password-in-address');
});

it('a start that finds nothing new writes nothing; what the environment says otherwise is taken over', async () => {
  await start();
  const before = await rows();
  await start();
  expect(await rows()).toEqual(before);
  const connections = await start({ KINGDEE_APP_SECRET: 'a-new-secret', KINGDEE_USERNAME: 'another' });
  expect(connections.config('kingdee')).toMatchObject({
    KINGDEE_APP_SECRET: 'a-new-secret',
    KINGDEE_USERNAME: 'another',
  });
  const after = await rows();
  expect([after[0], after[1]?.created_at]).toEqual([before[0], before[1]?.created_at]);
  expect(after[1]?.sealed).not.toBe(before[1]?.sealed);
  expect(told).toEqual([]);
});

it('another APP_SECRET is said in words for an administrator, once for each connection, and work goes on', async () => {
  await start();
  const connections = await start({ APP_SECRET: 'another-secret-of-24-char' });
  expect(told).toEqual([
    expect.stringMatching(/^连接“钉钉”.*另一个 APP_SECRET.*照常工作/),
    expect.stringMatching(/^连接“金蝶”.*另一个 APP_SECRET.*照常工作/),
  ]);
  expect(connections.config('kingdee').KINGDEE_APP_SECRET).toBe(SECRET.KINGDEE_APP_SECRET);
  told = [];
  await start({ APP_SECRET: 'another-secret-of-24-char' });
  expect(told).toEqual([]);
});

it('a secret copied into another row, or changed, is said and written anew', async () => {
  await start();
  await change('UPDATE connection SET sealed = (SELECT s.sealed FROM connection s WHERE s.id = ?) WHERE id = ?', [
    OF_ENVIRONMENT.dingtalk,
    OF_ENVIRONMENT.kingdee,
  ]);
  const connections = await start();
  expect(told).toEqual([expect.stringMatching(/^连接“金蝶”.*从别处抄来.*谁动了库/)]);
  expect(connections.config('kingdee').KINGDEE_APP_SECRET).toBe(SECRET.KINGDEE_APP_SECRET);
});

it('a connection beside those of the environment is given by its id, and to nobody who asks for another system', async () => {
  const first = await start();
  const parts = partsOf('kingdee', settings({ KINGDEE_ACCT_ID: 'second', KINGDEE_APP_SECRET: 'secret-of-second' }));
  await world.db.inTransaction((tx) => first.put(tx, { id: 'second', system: 'kingdee', name: '第二个账套', parts }));
  const connections = await start();
  expect(connections.config('kingdee', 'second')).toMatchObject({
    KINGDEE_ACCT_ID: 'second',
    KINGDEE_APP_SECRET: 'secret-of-second',
  });
  expect(connections.config('kingdee').KINGDEE_ACCT_ID).toBe(settings().KINGDEE_ACCT_ID);
  expect(() => connections.config('dingtalk', 'second')).toThrow(ConnectionNotFoundError);
  expect(() => connections.config('kingdee', 'third')).toThrow(ConnectionNotFoundError);
});

it('one that the environment knows nothing of cannot be used under another APP_SECRET, and opens again under its own', async () => {
  const first = await start();
  const parts = partsOf('kingdee', settings({ KINGDEE_ACCT_ID: 'second' }));
  await world.db.inTransaction((tx) => first.put(tx, { id: 'second', system: 'kingdee', name: '第二个账套', parts }));
  const connections = await start({ APP_SECRET: 'another-secret-of-24-char' });
  expect(told.at(-1)).toBe(
    '连接“第二个账套”存在库里的密钥是用另一个 APP_SECRET 加密的，打不开。请管理员换回原来的 APP_SECRET，或重新填写这个连接。',
  );
  expect(() => connections.config('kingdee', 'second')).toThrow(ConnectionUnreadableError);
  expect(connections.config('kingdee').KINGDEE_ACCT_ID).toBe(settings().KINGDEE_ACCT_ID);
  expect((await start()).config('kingdee', 'second').KINGDEE_ACCT_ID).toBe('second');
});

it('a row that lacks what its way of login needs is said to be incomplete', async () => {
  await start();
  await change(
    "INSERT INTO connection (id, system, name, settings, sealed, key_id, created_at, updated_at) SELECT 'bare', system, '空的', '{}', 'no json', key_id, 1, 1 FROM connection WHERE id = ?",
    [OF_ENVIRONMENT.kingdee],
  );
  const connections = await start();
  expect(() => connections.config('kingdee', 'bare')).toThrow('不全，不能用');
});

it('the file of the database holds no secret in clear, nor does what is told', async () => {
  await start();
  await start({ APP_SECRET: 'another-secret-of-24-char' });
  const file = world.url.slice('sqlite:'.length);
  const bytes = Buffer.concat(['', '-wal'].map((end) => readFileSync(`${file}${end}`)));
  expect(bytes.includes(settings().KINGDEE_USERNAME)).toBe(true);
  for (const secret of Object.values(SECRET)) {
    expect(bytes.includes(secret), secret).toBe(false);
    expect(told.join()).not.toContain(secret);
  }
});
