import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Settings } from '../config/settings.js';
import { redactor } from '../http/redact.js';
import { settingsForSpec } from '../http/settings-for-spec.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { Connections } from './connections.js';
import { sealEnteredAgain, withEnteredSecrets } from './entered-secrets.js';

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

const OTHER = 'another-secret-of-24-char';
const settings = (change: Partial<Settings> = {}): Settings => ({
  ...settingsForSpec(),
  KINGDEE_APP_SECRET: 'of-the-environment',
  ...change,
});
const start = (change?: Partial<Settings>) => Connections.start(world.db, settings(change));
async function enter(connections: Connections, secret = 'entered-by-a-person'): Promise<void> {
  await world.db.inTransaction((tx) => connections.enter(tx, 'kingdee', secret, { by: 'zhou', at: 1_700_000_000_000 }));
  await connections.read();
}
const secretOf = (connections: Connections) => connections.config('kingdee').KINGDEE_APP_SECRET;

it('a secret that was entered counts at once, in settings that were given out before, and tells those that log in', async () => {
  const connections = await start();
  const given = connections.current('kingdee');
  let changes = 0;
  connections.onChange('kingdee', () => changes++);
  connections.onChange('dingtalk', () => changes++);
  await enter(connections);
  expect([given.KINGDEE_APP_SECRET, { ...given }.KINGDEE_APP_SECRET]).toEqual(Array(2).fill('entered-by-a-person'));
  expect(connections.entered('kingdee')).toEqual({ by: 'zhou', at: 1_700_000_000_000 });
  expect([connections.entered('dingtalk'), changes]).toEqual([null, 1]);
  await connections.read();
  expect(changes).toBe(1);
});

it('a start keeps it as long as the environment says what it said, and writes nothing', async () => {
  await enter(await start());
  const rows = () => world.db.query('SELECT * FROM connection ORDER BY id');
  const before = await rows();
  const connections = await start({ KINGDEE_LCID: settings().KINGDEE_LCID });
  expect([secretOf(connections), connections.entered('kingdee')?.by]).toEqual(['entered-by-a-person', 'zhou']);
  expect([await rows(), told]).toEqual([before, []]);
  // What is not the secret is taken over beside it.
  expect((await start({ KINGDEE_LCID: 1033 })).config('kingdee')).toMatchObject({
    KINGDEE_LCID: 1033,
    KINGDEE_APP_SECRET: 'entered-by-a-person',
  });
  expect(told).toEqual([]);
});

it.each<Partial<Settings>>([
  { KINGDEE_APP_SECRET: 'of-the-environment-too' },
  { KINGDEE_USERNAME: 'another' },
  { KINGDEE_ACCT_ID: 'another' },
  { KINGDEE_URL: 'https://another.example/k3cloud/' },
])('the environment counts again once it says %o, and goes on to', async (change) => {
  await enter(await start());
  const connections = await start(change);
  expect([secretOf(connections), connections.entered('kingdee')]).toEqual([
    change.KINGDEE_APP_SECRET ?? 'of-the-environment',
    null,
  ]);
  expect(told).toEqual([expect.stringMatching(/^连接“金蝶”：环境变量里的密钥或账号改过.*不再用。$/)]);
  expect(secretOf(await start())).toBe('of-the-environment');
  expect(told).toHaveLength(1);
});

it('under another APP_SECRET it is lost, and the log says what to do', async () => {
  await enter(await start());
  const connections = await start({ APP_SECRET: OTHER });
  expect([secretOf(connections), connections.entered('kingdee')]).toEqual(['of-the-environment', null]);
  expect(told).toEqual([
    expect.stringMatching(/^连接“钉钉”.*照常工作/),
    expect.stringMatching(/^连接“金蝶”.*“连接”页上换过的，那个值找不回来了.*再换一次/),
  ]);
});

it('it stays if it is sealed again before the start, for an administrator who changes APP_SECRET', async () => {
  await enter(await start());
  const changed = settings({ APP_SECRET: OTHER });
  const again = () => world.db.inTransaction((tx) => sealEnteredAgain(tx, changed, settings().APP_SECRET));
  expect([await again(), await again()]).toEqual([1, 0]);
  const connections = await start({ APP_SECRET: OTHER });
  expect([secretOf(connections), connections.entered('kingdee')?.by]).toEqual(['entered-by-a-person', 'zhou']);
  expect(told).toEqual([expect.stringMatching(/^连接“钉钉”.*照常工作/)]);
});

it('a command beside the server uses it, and hides it', async () => {
  const given = settings();
  expect(await withEnteredSecrets(world.db, given)).toEqual(given);
  await enter(await start());
  expect((await withEnteredSecrets(world.db, given)).KINGDEE_APP_SECRET).toBe('entered-by-a-person');
  expect(redactor(given)('it is entered-by-a-person')).not.toContain('by-a-person');
  const other = settings({ KINGDEE_USERNAME: 'another' });
  expect((await withEnteredSecrets(world.db, other)).KINGDEE_APP_SECRET).toBe('of-the-environment');
});

it('a secret that is entered after the redactor was made is hidden by it, in every notation', async () => {
  const given = settings();
  const connections = await Connections.start(world.db, given);
  const hide = redactor(given);
  await enter(connections, 'Qiu+tian/"2026"');
  for (const text of ['Qiu+tian/"2026"', encodeURIComponent('Qiu+tian/"2026"'), JSON.stringify('Qiu+tian/"2026"')])
    expect(hide(text), text).not.toContain('tian');
});
