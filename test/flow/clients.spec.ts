import type { CheckLine } from '@dingdee/shared/check-up';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../server/src/database/database.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { openFrom, openWithoutCode } from './open-from.js';
import { closeAll } from './own-process.js';
import { Person, until } from './person.js';
import { type Stack, startStack } from './stack.js';

/** What the check-up knows of the clients that opened the app: told at the log-in, kept by kind, without who it was. */
let stack: Stack;
let admin: Person;
let db: Database;
let close: () => Promise<void>;
const [boss, clerk] = [company.employees.find((each) => each.admin), company.employees.find((each) => !each.admin)];

beforeAll(async () => {
  // The spec writes to its database beside it.
  stack = await startStack({ world: 'process', sandbox: { approvals: 1 }, settings: { LOG_LEVEL: 'info' } });
  admin = await Person.login(stack, boss?.userid ?? '');
  const [writer, reader] = await Promise.all([
    openDataSource(dataSourceOptions(stack.databaseUrl)),
    openDataSource(dataSourceOptions(stack.databaseUrl, 'read')),
  ]);
  db = new Database(writer, reader);
  close = async () => {
    await reader.destroy();
    await writer.destroy();
  };
});
beforeEach(async () => {
  applySwitches(stack.sandbox.state.ctx.switches, defaultSwitches());
  stack.sandbox.state.ctx.faults.clear();
  await db.inTransaction((tx) => tx.query('DELETE FROM log_in_client'));
});
afterAll(async () => {
  await closeAll(
    () => close?.(),
    () => stack?.close(),
  );
});

const who = clerk?.userid ?? '';
const line = (side: 'pc' | 'phone') => admin.post<CheckLine>('/api/check-up/lines', { line: `dingtalk/from-${side}` });
const rows = () => db.query<Record<string, unknown>>('SELECT * FROM log_in_client ORDER BY kind');
/** Nobody waits for a note: it is there a moment later. */
const noted = (times: number) =>
  until(rows, (all) => all.reduce((sum, row) => sum + Number(row.times), 0) === times, 10_000);

it('from where nobody came is not known, and is no fault', async () => {
  for (const side of ['pc', 'phone'] as const)
    expect(await line(side)).toMatchObject({ state: 'unknown', came: expect.stringMatching(/^还没有人从/) });
});

it('is green by the names of the clients once somebody came from there, and keeps nothing of who it was', async () => {
  expect((await openFrom(stack, who, { platform: 'pc', framed: true })).status).toBe(200);
  expect((await openFrom(stack, who, { platform: 'pc', framed: true })).status).toBe(200);
  expect((await openFrom(stack, who, { platform: 'ios' })).status).toBe(200);
  expect((await openFrom(stack, who, { platform: 'android', old: true })).status).toBe(200);
  const kept = await noted(4);
  expect(kept.map(({ kind, times, last_result, code_call }) => [kind, Number(times), last_result, code_call])).toEqual([
    ['android/own/6.5', 1, 'in', 'requestAuthCode'],
    ['ios/own/7.6', 1, 'in', 'requestAuthCodeV2'],
    ['pc/framed/7.6', 2, 'in', 'requestAuthCodeV2'],
  ]);
  for (const own of [who, clerk?.name ?? '']) expect(JSON.stringify(kept)).not.toContain(own);
  expect(await line('pc')).toMatchObject({ state: 'green', came: '近 30 天都登录上了：电脑版钉钉 7.6（嵌在窗口里）' });
  const phone = await line('phone');
  expect(phone.state).toBe('green');
  for (const name of ['苹果手机钉钉 7.6', '安卓手机钉钉 6.5']) expect(phone.came).toContain(name);
  expect(stack.log()).toContain('a new kind of client: pc/framed/7.6, in, bridge name');
});

it('a page of before, and one that tells nonsense, logs in all the same', async () => {
  const nonsense = [undefined, null, 'pc', { platform: 'pc' }, { platform: 'x'.repeat(9_000) }, { framed: 1 }];
  for (const told of nonsense) expect((await openFrom(stack, who, { platform: 'pc', told })).status).toBe(200);
  expect((await openFrom(stack, who, { platform: 'ios' })).status).toBe(200);
  expect((await noted(1)).map(({ kind }) => kind)).toEqual(['ios/own/7.6']);
});

describe('a kind of client that never got in', () => {
  it('is red where it is all that came from that side, amber beside others, and gone once it gets in', async () => {
    const android = { platform: 'android' } as const;
    expect((await openFrom(stack, who, android, { code: 'nobody-gave-this' })).status).toBe(401);
    await noted(1);
    expect(await line('phone')).toMatchObject({
      state: 'red',
      came: expect.stringMatching(/^安卓手机钉钉 7\.6：1 次没有登录上，最近 .*，钉钉给了登录码，但换不出是谁$/),
      means: expect.stringContaining('打不开钉蝶'),
      fix: { who: '钉钉管理员' },
    });
    await openFrom(stack, who, { platform: 'ios' });
    await noted(2);
    expect(await line('phone')).toMatchObject({
      state: 'amber',
      came: expect.stringContaining('；登录得上的：苹果手机钉钉 7.6'),
    });
    await openFrom(stack, who, android);
    await noted(3);
    expect(await line('phone')).toMatchObject({ state: 'green' });
  });

  it('is told where its page got no code at all', async () => {
    for (const refusal of ['', '1'])
      expect((await openWithoutCode(stack, { platform: 'pc', framed: true }, refusal)).status).toBe(204);
    await noted(2);
    expect(await line('pc')).toMatchObject({
      state: 'red',
      came: expect.stringMatching(/^电脑版钉钉 7\.6（嵌在窗口里）：2 次没有登录上，.*钉钉没有给出登录码$/),
    });
    await openWithoutCode(stack, { platform: 'ios' }, '3');
    await noted(3);
    expect(await line('phone')).toMatchObject({
      came: expect.stringContaining('这个网址不是应用登记的首页'),
      fix: { where: expect.stringContaining('应用首页地址') },
    });
  });

  it('is told where the address names another company, or the person is outside of what the app sees', async () => {
    await openFrom(stack, who, { platform: 'pc' }, { corpId: '$CORPID$' });
    await noted(1);
    expect((await line('pc')).fix?.what).toContain('?corpId=$CORPID$');
    applySwitches(stack.sandbox.state.ctx.switches, { dingtalk: { contactScope: 'one-department' } });
    let times = 1;
    for (const { userid } of company.employees) {
      const { status } = await openFrom(stack, userid, { platform: 'ios' });
      times += 1;
      await noted(times);
      if (status !== 200) break;
      await db.inTransaction((tx) => tx.query("DELETE FROM log_in_client WHERE kind = 'ios/own/7.6'"));
      times = 1;
    }
    expect(await line('phone')).toMatchObject({
      state: 'red',
      came: expect.stringContaining('打开的人不在应用看得到的范围里（50002）'),
      fix: { where: expect.stringContaining('可使用范围') },
    });
  });

  it('is not one for what is no fault of it: DingTalk that is away', async () => {
    stack.sandbox.state.ctx.faults.add({ system: 'dingtalk', api: 'getuserinfo', kind: 'http-500', times: 0 });
    expect((await openFrom(stack, who, { platform: 'pc' })).status).toBeGreaterThanOrEqual(400);
    stack.sandbox.state.ctx.faults.clear();
    await openFrom(stack, who, { platform: 'ios' });
    expect((await noted(1)).map(({ kind }) => kind)).toEqual(['ios/own/7.6']);
  });
});

it('nobody who is not logged in tells more than ten times a minute that there was no code', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => openWithoutCode(stack, { platform: 'pc' }, '').then(({ status }) => status)),
  );
  expect(answers.filter((status) => status === 204).length).toBeLessThanOrEqual(10);
  expect(new Set(answers)).toEqual(new Set([204, 429]));
});

it('a log-in goes on where nothing can be noted of its client', async () => {
  await db.inTransaction((tx) => tx.query('ALTER TABLE log_in_client RENAME TO log_in_client_away'));
  try {
    expect((await openFrom(stack, who, { platform: 'pc' })).status).toBe(200);
    await until(
      async () => stack.log(),
      (log) => log.includes('a client was not noted'),
      10_000,
    );
  } finally {
    await db.inTransaction((tx) => tx.query('ALTER TABLE log_in_client_away RENAME TO log_in_client'));
  }
});
