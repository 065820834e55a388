import './virtual-time.js';
import type { CheckLine, CheckUp } from '@dingdee/shared/check-up';
import type { Decisions } from '@dingdee/shared/decision';
import type { Status } from '@dingdee/shared/status';
import { afterEach, describe, expect, it } from 'vitest';
import { newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { until } from './person.js';

let run: RunningOffice;
afterEach(() => run.stack.close());
const admin = () => run.office.admin;
const ask = (line: string, more: object = {}) => admin().post<CheckLine>('/api/check-up/lines', { line, ...more });
const refused = (line: string, more: object = {}) => admin().refused('POST', '/api/check-up/lines', { line, ...more });
const ended = () =>
  until(
    () => admin().get<CheckUp>('/api/check-up'),
    ({ running }) => running === null,
    60_000,
  );

it('one line that is pressed two hundred times at once is asked once, and the month keeps its calls', async () => {
  run = await startOffice({ settings: { DINGTALK_MONTHLY_CALLS: '600' } });
  newApprovals(run, { count: 10, seed: 91 });
  await wholeWay(run);
  await admin().post('/api/check-up/runs', {});
  const line = (await ended()).lines.find((each) => each.line.startsWith('dingtalk/approvals'))?.line ?? '';
  const used = async () => (await admin().get<Status>('/api/status')).quota.used;
  const before = await used();
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask(line)));
  expect(new Set(answers.map(({ at }) => at)).size).toBeLessThan(20);
  expect((await used()) - before).toBeLessThan(100);
  // However long somebody goes on, what is for approvals and comments stays.
  let last = answers[0];
  for (let i = 0; i < 200 && last?.state !== 'unknown'; i++) last = await ask(line);
  expect(last).toMatchObject({ state: 'unknown', came: expect.stringContaining('额度') });
  expect(await used()).toBeLessThanOrEqual(570);
}, 120_000);

it('while one line is asked, another and a whole run are refused with a sentence', async () => {
  run = await startOffice();
  const { ctx } = run.stack.sandbox.state;
  ctx.calls.reset();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  ctx.faults.add({ system: 'kingdee', kind: 'slow', until: answered });
  const slow = ask('kingdee/site');
  await until(
    async () => ctx.calls.report().kingdee.length,
    (apis) => apis > 0,
  );
  expect(await refused('kingdee/login')).toMatchObject({ status: 409, code: 'check-up/running' });
  const runs = await admin().refused('POST', '/api/check-up/runs', {});
  expect(runs).toMatchObject({ status: 409, code: 'check-up/running', detail: expect.stringContaining('等它完了') });
  answer();
  await slow;
  await ask('kingdee/login');
});

describe('after a wrong password', () => {
  const wrong = () => {
    const { account } = run.stack.sandbox.state.kingdee;
    const right = account.password;
    Object.assign(account, { password: 'changed-in-kingdee' });
    run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'session-drop', times: 1 });
    return () => {
      Object.assign(account, { password: right });
      run.stack.sandbox.state.ctx.faults.clear();
    };
  };
  const logins = () => run.stack.sandbox.state.kingdee.logins as unknown as { wrongPasswords: number };

  it('nothing that is pressed tries it again: the line says since when, and once it is mended one who knows the risk gets in', async () => {
    run = await startOffice({ settings: { KINGDEE_AUTH: 'password' } });
    const mend = wrong();
    expect((await ask('kingdee/login')).state).toBe('red');
    for (let i = 0; i < 5; i++) {
      const said = await refused('kingdee/login');
      expect([said.status, said.code]).toEqual([409, 'check-up/login-refused']);
      expect(said.detail).toMatch(/^(\d\d-\d\d )?\d\d:\d\d 起.*锁定.*仍然再试/);
    }
    await admin().post('/api/check-up/runs', {});
    await ended();
    await admin()
      .refused('POST', '/api/base-data/refresh', {})
      .catch(() => undefined);
    expect(logins().wrongPasswords).toBe(1);
    mend();
    expect(await ask('kingdee/login', { knowingRisk: true })).toMatchObject({ state: 'green' });
    expect(await ask('kingdee/login')).toMatchObject({ state: 'green' });
  });

  it('one who knows the risk tries it twice a day, not five times, and both stand in the log', async () => {
    run = await startOffice({ settings: { KINGDEE_AUTH: 'password' } });
    wrong();
    await ask('kingdee/login');
    for (let i = 0; i < 2; i++) expect((await ask('kingdee/login', { knowingRisk: true })).state).toBe('red');
    const said = await refused('kingdee/login', { knowingRisk: true });
    expect([said.status, said.code]).toEqual([409, 'check-up/login-tries']);
    expect(logins().wrongPasswords).toBe(3);
    const { items } = await run.office.reviewer.get<Decisions>('/api/decisions?kind=check-up-login');
    expect(items).toHaveLength(2);
  });
});

it('two schemes for one form, none switched on: the check-up comes to its end and is the one that the file names', async () => {
  run = await startOffice();
  const { schemeId } = run.office;
  const processCode = run.stack.sandbox.dingtalk.processCodes.费用报销;
  await admin().post('/api/schemes', { template: 'expense-to-paybill', processCode, orgNumber: '102', name: '二' });
  const { version } = await admin().get<{ version: number }>(`/api/schemes/${schemeId}`);
  await admin().post(`/api/schemes/${schemeId}/disable`, { version, reason: '先停一下看看' });
  await admin().post('/api/check-up/runs', {});
  const { failed, startedAt, lines } = await ended();
  expect([failed, lines.length > 30]).toEqual([null, true]);
  const text = await (await admin().raw('GET', '/api/check-up/file?as=text')).text();
  const day = new Date((startedAt ?? 0) + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 19);
  expect(text).toContain(day);
});
