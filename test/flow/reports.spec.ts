import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatasetPage } from '@dingdee/shared/data-export';
import type { CreateReport, Report, ReportPreview, ReportSending, ReportSendingDetail } from '@dingdee/shared/report';
import type { MadeWebhook } from '@dingdee/shared/webhook';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import * as company from '../sandbox/company.js';
import { logInAgain, newApprovals, type RunningOffice, SHORT_WAITS, startOffice } from './batch.js';
import { collect } from './office.js';
import { closeAll } from './own-process.js';
import { Person, until } from './person.js';

/** 定时推送, counted where it arrives: in the group, at the person, at the receiver. */
let run: RunningOffice;
let daily: Report;
let second: Person;
let receiver: Server;
const came: string[] = [];
const TOKEN = '0123456789abcdef0123';
/** Of a group that shows that the sender has been round. */
const WITNESS = '0123456789abcdef4567';
let secret: string;
let minute: number;
/** No time of its own comes while this runs, whenever that is. */
const AWAY = new Date(Date.now() + (8 + 12) * 3_600_000).toISOString().slice(11, 16);
const port = () => (receiver.address() as AddressInfo).port;
const dingtalk = () => run.stack.sandbox.state.dingtalk.state;
const posted = () => dingtalk().robots.posted.filter(({ token }) => token === TOKEN);
const admin = () => run.office.admin;
const address = (token = TOKEN) => `${run.stack.sandbox.dingtalk.url}/robot/send?access_token=${token}`;
const EVERY = [1, 2, 3, 4, 5, 6, 7];
const robot = () => ({ kind: 'robot' as const, url: address(), secret });
const wanted = (change: Partial<CreateReport> = {}): CreateReport => ({
  name: '每日单据',
  source: 'bills',
  period: 'all',
  filter: {},
  days: EVERY,
  time: AWAY,
  target: robot(),
  ...change,
});
const create = (change: Partial<CreateReport> = {}) => admin().post<Report>('/api/reports', wanted(change));
const sendings = async (reportId: string) =>
  (await admin().get<{ items: ReportSending[] }>(`/api/report-sendings?reportId=${reportId}`)).items;
const settled = (reportId: string, states: readonly string[] = ['sent'], n = 1) =>
  until(
    () => sendings(reportId),
    (items) => items.length === n && items.every(({ state }) => states.includes(state)),
    60_000,
  );
async function inDatabase(sql: string, values: unknown[] = []): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await source.query(sql, values);
  await source.destroy();
}
/** Its time was the minute in which this began, or so long before. */
async function comes({ id }: Report, ago = 0): Promise<void> {
  const at = minute - ago;
  const time = new Date(at + 8 * 3_600_000).toISOString().slice(11, 16);
  await inDatabase('UPDATE report SET at_time = ?, next_at = ? WHERE id = ?', [time, at, id]);
}
/** One that may go out, due behind what may not, has come: whoever sends has been past the other. */
async function passed(): Promise<void> {
  const url = address(WITNESS);
  const other = await create({ target: { kind: 'robot', url, secret: dingtalk().robots.add(WITNESS) } });
  await comes(other);
  await settled(other.id);
}
const reportOf = async (id: string) => {
  const { items } = await admin().get<{ items: Report[] }>('/api/reports');
  return items.find((each) => each.id === id) as Report;
};
const tryIt = async ({ id, version, name, source, period, filter }: Report) => {
  const shown = await admin().post<ReportPreview>('/api/reports/preview', { name, source, period, filter });
  const sending = await admin().post<ReportSending>(`/api/reports/${id}/try`, {
    version,
    at: shown.at,
    digest: shown.digest,
  });
  return { shown, sending };
};

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      came.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  // It is killed.
  run = await startOffice({
    world: 'process',
    settings: {
      ...SHORT_WAITS,
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      CHECK_UP_INTERVAL_MS: '0',
      DINGTALK_TIMEOUT_MS: '10000',
      RETRY_WAIT_MS: '150',
      WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${port()}`,
      WEBHOOK_HTTP: 'on',
    },
  });
  secret = dingtalk().robots.add(TOKEN);
  newApprovals(run, { count: 12, seed: 1080, clean: true });
  await collect(run.office);
  await admin().put(`/api/roles/${run.office.reviewer.userId}`, { roles: ['viewer', 'mapper', 'reviewer', 'admin'] });
  second = run.office.reviewer;
  minute = Math.floor(Date.now() / 60_000) * 60_000;
});
afterAll(async () => {
  await closeAll(
    () => run?.stack.close(),
    () => receiver?.closeAllConnections(),
    () => receiver?.close(),
  );
  // Only now it is whole.
  const log = run?.stack.log() ?? '';
  for (const hidden of [secret, TOKEN, WITNESS]) expect(log).not.toContain(hidden);
});

it('at its time a group gets the sums as 数据 has them, once, and no name of anybody', async () => {
  daily = await create();
  await comes(daily);
  const [sent] = await settled(daily.id);
  expect(posted()).toHaveLength(1);
  const text = posted()[0]?.text ?? '';
  const { totals } = await admin().get<DatasetPage>('/api/datasets/bills?limit=1');
  const amount = String(totals.amount).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  expect(text).toContain(`合计　${totals.rows} 笔　${amount}`);
  for (const { name, bankAccount } of company.employees) {
    expect(text).not.toContain(name);
    expect(text).not.toContain(bankAccount.number);
  }
  expect((await admin().get<ReportSendingDetail>(`/api/report-sendings/${sent?.id}`)).text).toBe(text);
  // Its next time is a day away, and nothing more comes.
  const { nextAt } = await reportOf(daily.id);
  expect(nextAt).toBeGreaterThan(Date.now());
});

it('试发 sends exactly what was shown, and nothing where the sums are others by then', async () => {
  const report = await reportOf(daily.id);
  const before = posted().length;
  const { shown, sending } = await tryIt(report);
  await until(
    async () => posted().length,
    (n) => n === before + 1,
    60_000,
  );
  const said = posted().at(-1)?.text ?? '';
  expect(said).toContain('试发');
  expect(said).toContain(`${shown.whole?.count}`);
  expect(sending.by).not.toBeNull();
  const stale = await admin().post<ReportPreview>('/api/reports/preview', wanted());
  newApprovals(run, { count: 2, seed: 1081, clean: true });
  await collect(run.office);
  const refused = await admin().refused('POST', `/api/reports/${report.id}/try`, {
    version: report.version,
    at: stale.at,
    digest: stale.digest,
  });
  expect([refused.code, posted().length]).toEqual(['report/not-as-shown', before + 1]);
});

it('a person gets a work notice and a receiver an event of its own, each once; 晨报 says what waits', async () => {
  const hook = await admin().post<MadeWebhook>('/api/webhooks', {
    name: '看板',
    url: `http://127.0.0.1:${port()}/hook`,
    events: ['bill.booked'],
  });
  const person = await create({ name: '晨报', source: 'analysis', target: { kind: 'person', userId: second.userId } });
  const other = await create({ name: '给看板', target: { kind: 'webhook', webhookId: hook.id } });
  await comes(person);
  await comes(other);
  await settled(person.id);
  await settled(other.id);
  const notices = dingtalk().notices.sent.filter(({ userids }) => userids.includes(second.userId));
  expect(notices.filter(({ msg }) => JSON.stringify(msg).includes('晨报'))).toHaveLength(1);
  expect(JSON.stringify(notices.at(-1)?.msg)).toMatch(/待审核　\d+ 笔/);
  const events = came.map((body) => JSON.parse(body) as { type: string; data: { whole: { count: string } } });
  expect(events.map(({ type }) => type)).toEqual(['report.sent']);
  expect(events[0]?.data.whole.count).toMatch(/ 笔$/);
  // Somebody who has no role any more is told nothing.
  await inDatabase('UPDATE report SET target_id = ? WHERE id = ?', ['nobody', person.id]);
  await comes(person, 60_000);
  const again = await settled(person.id, ['sent', 'refused'], 2);
  expect(again.find(({ state }) => state === 'refused')?.reason).toBe('person');
});

it('only an address of DingTalk with its secret is taken; a wrong secret is refused by DingTalk, seen, and not repeated', async () => {
  const made = async (url: string, key: string) =>
    (await admin().raw('POST', '/api/reports', wanted({ target: { kind: 'robot', url, secret: key } }))).status;
  for (const url of [
    'https://evil.example/robot/send?access_token=0123456789',
    `http://127.0.0.1:${port()}/robot/send?access_token=0123456789`,
    address('').trim(),
  ])
    expect([url, await made(url, secret)]).toEqual([url, 422]);
  expect(await made(address(), 'keyword-only')).toBe(422);
  expect((await second.raw('GET', '/api/reports')).status).toBe(200);
  expect((await run.office.pusher.raw('GET', '/api/reports')).status).toBe(403);
  const before = posted().length;
  const report = await create({
    name: '错的密钥',
    target: { kind: 'robot', url: address(), secret: `SEC${'0'.repeat(64)}` },
  });
  await comes(report);
  const [refused] = await settled(report.id, ['refused']);
  expect([refused?.reason, refused?.attempt, posted().length]).toEqual(['dingtalk', 1, before]);
  expect(refused?.answer).toContain('sign not match');
  const all = JSON.stringify([await admin().get('/api/reports'), await admin().all('/api/datasets/audit')]);
  expect(all).not.toContain(secret);
  expect(all).not.toContain(TOKEN);
});

it('an answer that is lost is repeated, three sends in all, and then it is said that nobody knows', async () => {
  const { faults } = run.stack.sandbox.state.ctx;
  const report = await create({ name: '没有回答' });
  const before = posted().length;
  faults.add({ system: 'dingtalk', api: 'robot/send', kind: 'lose-answer', times: 1 });
  await comes(report);
  await settled(report.id);
  expect(posted().length).toBe(before + 2);
  faults.add({ system: 'dingtalk', api: 'robot/send', kind: 'lose-answer', times: 0 });
  await comes(report, 60_000);
  const items = await settled(report.id, ['sent', 'unknown'], 2);
  faults.clear();
  expect(items.find(({ state }) => state === 'unknown')).toMatchObject({ reason: 'no-answer', attempt: 3 });
  expect(posted().length).toBe(before + 5);
});

it('a process that dies while one is out leaves it to the next, which sends it; what is hours late is said to be missing', async () => {
  const { faults } = run.stack.sandbox.state.ctx;
  const report = await create({ name: '断在中间' });
  const before = posted().length;
  let open: (value?: unknown) => void = () => undefined;
  const held = new Promise((resolve) => {
    open = resolve;
  });
  faults.add({ system: 'dingtalk', api: 'robot/send', kind: 'slow', times: 1, until: held });
  await comes(report);
  await until(
    () => sendings(report.id),
    (items) => items.some(({ state }) => state === 'sending'),
    60_000,
  );
  await run.stack.kill();
  open();
  await comes(report, 60_000);
  await inDatabase('UPDATE report SET next_at = next_at - ? WHERE id = ?', [7 * 86_400_000, report.id]);
  await run.stack.restart();
  await logInAgain(run);
  const items = await settled(report.id, ['sent', 'missed'], 2);
  expect(items.map(({ state, reason }) => [state, reason])).toEqual([
    ['sent', null],
    ['missed', 'late'],
  ]);
  expect(posted().length - before).toBeLessThanOrEqual(2);
  expect(posted().length - before).toBeGreaterThanOrEqual(1);
});

it('nothing goes out while it is paused, or once its maker is no administrator, until another one opens it', async () => {
  const mine = await second.post<Report>('/api/reports', wanted({ name: '谁的' }));
  await admin().put(`/api/roles/${second.userId}`, { roles: ['viewer', 'reviewer'] });
  const before = posted().length;
  await comes(mine, 60_000);
  const seen = () => reportOf(mine.id);
  expect((await seen()).state).toBe('unanswered');
  await passed();
  expect([await sendings(mine.id), posted().length]).toEqual([[], before]);
  await admin().post(`/api/reports/${mine.id}/pause`, { version: mine.version, paused: false });
  expect((await seen()).state).toBe('on');
  await comes(mine, 120_000);
  await settled(mine.id);
  expect(posted().length).toBe(before + 1);
  const { version } = await seen();
  await admin().post(`/api/reports/${mine.id}/pause`, { version, paused: true });
  await comes(mine, 180_000);
  await passed();
  expect(posted().length).toBe(before + 1);
  const said = JSON.stringify(await admin().all('/api/datasets/audit'));
  for (const act of ['新建定时推送', '打开定时推送', '暂停定时推送', '试发定时推送']) expect(said).toContain(act);
});

it('a change keeps the robot where its address is left out, is refused in a version of before, and what is taken away goes out no more', async () => {
  const made = await create({ name: '要改的' });
  const { target: _, ...rest } = wanted({ name: '改过的' });
  const change = (version: number) => ({ version, ...rest, target: { kind: 'robot' } });
  const changed = await admin().put<Report>(`/api/reports/${made.id}`, change(made.version));
  expect(changed).toMatchObject({ name: '改过的', version: 2 });
  const stale = await admin().refused('PUT', `/api/reports/${made.id}`, change(made.version));
  expect(stale.code).toBe('report/stale');
  const before = posted().length;
  await comes(changed);
  await settled(made.id);
  expect(posted().length).toBe(before + 1);
  await admin().post(`/api/reports/${made.id}/remove`, { version: changed.version });
  await comes(changed, 60_000);
  await passed();
  expect([(await sendings(made.id)).length, posted().length]).toEqual([1, before + 1]);
});
