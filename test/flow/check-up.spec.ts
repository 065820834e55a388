import './at-ten.js';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import type { CallBudget } from '@dingdee/shared/intake';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { anEvent } from './an-event.js';
import {
  logErrors,
  logInAgain,
  newApprovals,
  type RunningOffice,
  setSwitches,
  startOffice,
  wholeWay,
} from './batch.js';
import { openFrom } from './open-from.js';
import { until } from './person.js';
import { runOps } from './verify-command.js';

let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { DINGTALK_EVENTS: 'stream' } });
  // All of today: on MariaDB the clock is the machine's, and of this month there may be nothing else.
  newApprovals(run, { count: 30, seed: 91, fresh: true });
  await wholeWay(run);
  await anEvent(run);
  for (const platform of ['pc', 'ios'] as const) await openFrom(run.stack, run.office.reviewer.userId, { platform });
  // Nobody waits for what is noted of a client.
  await until(
    () => admin().post<CheckLine>('/api/check-up/lines', { line: 'dingtalk/from-phone' }),
    ({ state }) => state === 'green',
  );
});
afterEach(() => {
  setSwitches(run);
  run.stack.sandbox.state.ctx.faults.clear();
});
afterAll(() => run?.stack.close());

const admin = () => run.office.admin;
/** Presses 全部查一遍 and waits for the end. */
async function checkUp(): Promise<CheckUp> {
  await admin().post('/api/check-up/runs', {});
  return until(
    () => admin().get<CheckUp>('/api/check-up'),
    ({ running }) => running === null,
    60_000,
  );
}
const notGreen = ({ lines }: CheckUp) =>
  lines
    .filter(({ state, consent }) => state !== 'green' && consent === null)
    .map(({ line, came }) => `${line} ${came}`);

it('is green in every line where nothing is wrong and bills have gone through', async () => {
  const result = await checkUp();
  expect(notGreen(result)).toEqual([]);
  expect(result.lines.length).toBeGreaterThan(35);
  expect(logErrors(run)).toEqual([]);
});

it('prints the same lines on the terminal', async () => {
  const used = async () => (await run.office.admin.get<CallBudget>('/api/runs/budget')).used;
  const before = await used();
  const { code, output } = await runOps(run.stack, ['check-up']);
  // DingTalk counts what is asked from the terminal as well.
  expect(await used()).toBeGreaterThan(before);
  expect(output).toContain('✓ 登录金蝶');
  expect(code).toBe(0);
  const { lines } = await admin().get<CheckUp>('/api/check-up');
  for (const { title } of lines.filter(({ consent }) => consent === null)) expect(output).toContain(title);
});

it('sees the same end of the month as 采集 does', async () => {
  const budget = await admin().get<CallBudget>('/api/runs/budget');
  const { came } = await admin().post<CheckLine>('/api/check-up/lines', { line: 'dingtalk/quota' });
  const [, forecast = ''] = /月底约 ([\d,]+) 次/.exec(came) ?? [];
  expect(Math.abs(Number(forecast.replaceAll(',', '')) - budget.forecast)).toBeLessThanOrEqual(5);
});

it('asks one line again, alone', async () => {
  await checkUp();
  setSwitches(run, { kingdee: { accountSets: 'others' } });
  const line = await admin().post<CheckLine>('/api/check-up/lines', { line: 'kingdee/site' });
  expect(line).toMatchObject({
    state: 'red',
    came: '列出 1 个账套，没有设置的这一个：云杉科技测试账套 66f1a3c07d52e9',
  });
});

const ledger = () => run.stack.sandbox.state.kingdee.ledger.report().map(({ number }) => number);
const comments = () =>
  run.stack.sandbox.state.dingtalk.state.approvals.all().reduce((sum, { comments: all }) => sum + all.length, 0);

it('writes nothing in either system, however often it is run', async () => {
  const before = [ledger(), comments()];
  await checkUp();
  await runOps(run.stack, ['check-up']);
  expect([ledger(), comments()]).toEqual(before);
});

it('sends nothing that may write without consent, nor for somebody who is no administrator', async () => {
  const before = [ledger(), comments()];
  const body = { probe: 'save', orgNumber: '101' };
  for (const consent of [undefined, false, 'true'])
    expect((await admin().refused('POST', '/api/check-up/consent', { ...body, consent })).status).toBe(400);
  for (const who of ['reviewer', 'pusher'] as const) {
    const refused = await run.office[who].refused('POST', '/api/check-up/consent', { ...body, consent: true });
    expect(refused.status).toBe(403);
    expect((await run.office[who].refused('POST', '/api/check-up/runs', {})).status).toBe(403);
  }
  expect([ledger(), comments()]).toEqual(before);
});

const consent = (body: object) => admin().post<CheckLine>('/api/check-up/consent', { consent: true, ...body });

it('by consent sends one bill that Kingdee refuses for its purpose, and nothing stays', async () => {
  const before = ledger();
  const line = await consent({ probe: 'save', orgNumber: '101' });
  expect(line).toMatchObject({ line: 'kingdee/save-right', state: 'green' });
  expect(line.came).toContain('有新增权限，什么都没有写入');
  expect(ledger()).toEqual(before);
});

it('says in red, with its number, that Kingdee took the bill, which stays saved and is not paid', async () => {
  setSwitches(run, { kingdee: { unknownNumbers: 'taken' } });
  const before = ledger();
  const line = await consent({ probe: 'save', orgNumber: '101' });
  const made = run.stack.sandbox.state.kingdee.ledger.report().filter(({ number }) => !before.includes(number));
  expect(made.map(({ status, total }) => [status, total])).toEqual([['A', '0.01']]);
  const number = made[0]?.number ?? '';
  expect(line).toMatchObject({ state: 'red', fix: { what: expect.stringContaining(number) } });
  run.stack.sandbox.state.kingdee.ledger.change(number, 'delete');
});

it('by consent writes one comment on the finished approval that was named, and none on another', async () => {
  const [approval] = run.stack.sandbox.state.dingtalk.state.approvals
    .all()
    .filter(({ status }) => status === 'COMPLETED');
  if (!approval) throw new Error('no approval');
  const before = [approval.comments.length, comments()] as const;
  const line = await consent({ probe: 'comment', businessId: approval.businessId });
  expect(line).toMatchObject({ state: 'green' });
  expect([approval.comments.length, comments()]).toEqual([before[0] + 1, before[1] + 1]);
  expect(
    (await admin().refused('POST', '/api/check-up/consent', { consent: true, probe: 'comment', businessId: '0' }))
      .status,
  ).toBe(404);
  expect(comments()).toBe(before[1] + 1);
});

it('passes the result on as text or JSON, without secrets', async () => {
  const text = await (await admin().raw('GET', '/api/check-up/file?as=text')).text();
  expect(text).toContain('✓ 登录金蝶');
  const { appSecret, password, appId } = run.stack.sandbox.state.kingdee.account;
  for (const secret of [appSecret, password, appId]) expect(text).not.toContain(secret);
});

it('runs on the terminal before the first start, without a database: what only bills show is unknown, and red ends with 1', async () => {
  const nowhere = `sqlite:${join(tmpdir(), `dingdee-none-${process.pid}.db`)}`;
  const first = await runOps(run.stack, ['check-up'], nowhere);
  expect(first.output).toContain('? 单据编号可以自己填　推第一张才知道');
  expect(first.output).toContain('? 从手机打开钉蝶　还没有人从手机打开过');
  expect(first.output).not.toContain('✗');
  expect(first.code).toBe(0);
  expect(existsSync(nowhere.slice('sqlite:'.length))).toBe(false);
  setSwitches(run, { dingtalk: { contactScope: 'one-department' } });
  const second = await runOps(run.stack, ['check-up'], nowhere);
  expect(second.output).toMatch(/✗ 通讯录授权范围　只有 1 个部门.*\n {4}影响：.*\n {4}怎么办：钉钉管理员/);
  expect(second.code).toBe(1);
});

it('runs by itself when it is due', async () => {
  const { startedAt } = await admin().get<CheckUp>('/api/check-up');
  await run.stack.restart({ CHECK_UP_INTERVAL_MS: '1500' });
  await logInAgain(run);
  const later = await until(
    () => admin().get<CheckUp>('/api/check-up'),
    (now) => now.running === null && (now.startedAt ?? 0) > (startedAt ?? 0),
    30_000,
  );
  expect(notGreen(later)).toEqual([]);
});
