import './virtual-time.js';
import type { CheckLine } from '@dingdee/shared/check-up';
import type { Connections } from '@dingdee/shared/connection';
import type { Decisions } from '@dingdee/shared/decision';
import { afterEach, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { dingtalkAccount } from '../sandbox/dingtalk/account.js';
import { kingdeeAccount } from '../sandbox/kingdee/account.js';
import { newApprovals, once, outcomes, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { runVerify } from './verify-command.js';

let run: RunningOffice;
const BEFORE = { kingdee: { ...kingdeeAccount }, dingtalk: { ...dingtalkAccount } };
afterEach(async () => {
  Object.assign(kingdeeAccount, BEFORE.kingdee);
  Object.assign(dingtalkAccount, BEFORE.dingtalk);
  await run?.stack.close();
});

const NEW = 'Qiu-tian+de=yun/2026&"shan"';
const admin = () => run.office.admin;
const enter = (system: 'kingdee' | 'dingtalk', secret: string) =>
  admin().put<Connections>(`/api/connections/${system}/secret`, { secret });
const refused = (secret: string, system = 'kingdee') =>
  admin().refused('PUT', `/api/connections/${system}/secret`, { secret });
const secretOf = async (system: 'kingdee' | 'dingtalk' = 'kingdee') =>
  (await admin().get<Connections>('/api/connections'))[system].secret;
const faults = () => run.stack.sandbox.state.ctx.faults;
/** Ends every session in Kingdee, so that the next call logs in. */
const endSession = () => faults().add({ system: 'kingdee', kind: 'session-drop', times: 1 });
const wrongPasswords = () =>
  (run.stack.sandbox.state.kingdee.logins as unknown as { wrongPasswords: number }).wrongPasswords;
const login = (more: object = {}) => admin().post<CheckLine>('/api/check-up/lines', { line: 'kingdee/login', ...more });

/** Every row of every table as text: nothing of it may hold a secret. */
async function everything(): Promise<string> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl, 'read'));
  try {
    const tables = ['connection', 'audit', 'check_up_run', 'activity'];
    const rows = [];
    for (const table of tables) rows.push(await source.query(`SELECT * FROM ${table}`).catch(() => []));
    return JSON.stringify(rows);
  } finally {
    await source.destroy();
  }
}

async function oneMoreBatch(seed: number): Promise<void> {
  const approvals = newApprovals(run, { count: 4, seed, fresh: true });
  await wholeWay(run);
  expect(outcomes(run, approvals)).toEqual(once(approvals));
}

describe.each([
  ['signature', 'appSecret'],
  ['appsecret', 'appSecret'],
  ['password', 'password'],
] as const)('with KINGDEE_AUTH=%s', (auth, held) => {
  it('a secret that Kingdee does not take changes nothing; one that it takes is used from then on', async () => {
    run = await startOffice({ settings: { KINGDEE_AUTH: auth } });
    const before = await secretOf();
    expect(before.entered).toBe(null);

    const said = await refused('not-the-one');
    expect([said.status, said.code]).toEqual([422, 'connection/secret-refused']);
    expect(said.detail).toMatch(/^旧的密钥照用。.*核对后再填。$/);
    expect(await secretOf()).toEqual(before);
    endSession();
    await oneMoreBatch(501);

    Object.assign(kingdeeAccount, { [held]: NEW });
    const shown = await enter('kingdee', `  ${NEW}\t`);
    expect(shown.kingdee.secret.entered?.by).not.toBe('');
    expect(shown.kingdee.secret.entered?.by).not.toBe(run.office.admin.userId);
    endSession();
    await oneMoreBatch(502);
    expect((await runVerify(run.stack, { KINGDEE_AUTH: auth })).code).toBe(0);

    const { items } = await run.office.reviewer.get<Decisions>('/api/decisions?kind=enter-secret');
    expect(items.map(({ by, about }) => [by === '', about])).toEqual([[false, '金蝶']]);
    const texts = [await everything(), run.stack.log(), JSON.stringify([shown, said])].join();
    for (const secret of [NEW, JSON.stringify(NEW).slice(1, -1), 'not-the-one', encodeURIComponent(NEW)])
      expect(texts.includes(secret), secret).toBe(false);
  });
});

it('a restart keeps the secret that was entered; another one in the environment replaces it, and the log says so', async () => {
  run = await startOffice({ settings: { KINGDEE_AUTH: 'password' } });
  Object.assign(kingdeeAccount, { password: NEW });
  await enter('kingdee', NEW);
  await run.stack.restart();
  expect((await secretOf()).entered).not.toBe(null);
  await oneMoreBatch(503);

  Object.assign(kingdeeAccount, { password: 'the-third-one-2026' });
  await run.stack.restart({ KINGDEE_PASSWORD: 'the-third-one-2026' });
  expect((await secretOf()).entered).toBe(null);
  expect(run.stack.log()).toContain('以前在“连接”页上换的密钥不再用');
  await oneMoreBatch(504);
});

it('three wrong passwords a day are tried and no more: the user of Kingdee is never locked from here', async () => {
  run = await startOffice({ settings: { KINGDEE_AUTH: 'password' } });
  for (const secret of ['first-wrong', 'second-wrong', 'third-wrong']) expect((await refused(secret)).status).toBe(422);
  const said = await refused('fourth-wrong');
  expect([said.status, said.code]).toEqual([409, 'connection/secret-tries']);
  expect(said.detail).toMatch(/3 次.*旧的密钥照用.*锁定.*可以再试/);
  expect(wrongPasswords()).toBe(3);
  const many = await Promise.all([1, 2, 3, 4, 5].map((n) => refused(`at-once-${n}`)));
  expect(new Set(many.map(({ status }) => status))).toEqual(new Set([409]));
  expect(wrongPasswords()).toBe(3);
});

it('ten people at once try three passwords, not ten', async () => {
  run = await startOffice({ settings: { KINGDEE_AUTH: 'password' } });
  const said = await Promise.all(Array.from({ length: 10 }, (_, n) => refused(`at-once-${n}`)));
  expect(said.map(({ status }) => status).sort()).toEqual([...Array(7).fill(409), ...Array(3).fill(422)]);
  expect(wrongPasswords()).toBe(3);
});

it('a log-in that was refused since the password changed in Kingdee is open again, without another try of the old one', async () => {
  run = await startOffice({ settings: { KINGDEE_AUTH: 'password' } });
  Object.assign(kingdeeAccount, { password: NEW });
  endSession();
  expect((await login()).state).toBe('red');
  await enter('kingdee', NEW);
  expect(await login()).toMatchObject({ state: 'green' });
  expect(wrongPasswords()).toBe(0);
  await oneMoreBatch(505);
});

it('without an answer nothing is known of the new secret, and the old one stays', async () => {
  run = await startOffice({ settings: { KINGDEE_AUTH: 'appsecret' } });
  faults().add({ system: 'kingdee', kind: 'reset', times: 0 });
  const said = await refused(NEW);
  expect([said.status, said.code]).toEqual([503, 'connection/secret-untried']);
  expect(said.detail).toMatch(/^旧的密钥照用，新的还不知道对不对。/);
  faults().clear();
  await oneMoreBatch(506);
});

it("DingTalk's secret is tried and replaced the same way", async () => {
  run = await startOffice();
  const said = await refused('not-the-one', 'dingtalk');
  expect([said.status, said.code]).toEqual([422, 'connection/secret-refused']);
  Object.assign(dingtalkAccount, { clientSecret: NEW });
  const { dingtalk } = await enter('dingtalk', NEW);
  expect(dingtalk.secret.entered).not.toBe(null);
  faults().add({ system: 'dingtalk', kind: 'token-expired', times: 2 });
  await run.stack.restart();
  await oneMoreBatch(507);
  for (const secret of [NEW, 'not-the-one']) expect(run.stack.log()).not.toContain(secret);
});

it('is for administrators alone, and takes no empty secret and no line breaks', async () => {
  run = await startOffice();
  for (const who of ['reviewer', 'pusher'] as const)
    expect((await run.office[who].refused('PUT', '/api/connections/kingdee/secret', { secret: NEW })).status).toBe(403);
  for (const secret of ['', '   ', 'two\nlines', 'x'.repeat(501)]) expect((await refused(secret)).status).toBe(400);
  expect((await refused(NEW, 'kingdee2')).status).toBe(400);
});
