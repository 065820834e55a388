import { spawn } from 'node:child_process';
import type { StageTotals } from '@dingdee/shared/bill';
import { formatAmount, fromFen } from '@dingdee/shared/money';
import type { Notices } from '@dingdee/shared/notice';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { ROOT } from '../root.js';
import * as company from '../sandbox/company.js';
import {
  collectAndApprove,
  confirmPush,
  gate,
  logInAgain,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
} from './batch.js';
import { itOnSqlite } from './changed-by-database.js';
import { collect } from './office.js';
import { ownProcess } from './own-process.js';
import type { Person } from './person.js';
import { until } from './person.js';
import { serverMain } from './server-main.js';
import { cleanEnv, connectionSettings, FLOW_SECRET, freePort, markerSetting, onMariaDb, untilReady } from './stack.js';

/** 通知, counted where it arrives: in the ledger of work notices. */
let run: RunningOffice;
const ZERO = fromFen(0n);
const PACE = {
  ...SHORT_WAITS,
  NOTICE_SWEEP_MS: '100',
  DINGTALK_TIMEOUT_MS: '3000',
  KINGDEE_BATCH: '10',
  // Doubts last until whoever tells of them has been round.
  SETTLE_DELAYS_MS: '2500,1500,5000,15000',
};
const sandbox = () => run.stack.sandbox.state;
const arrived = (who?: Person) =>
  sandbox()
    .dingtalk.state.notices.sent.filter(({ userids }) => who === undefined || userids.includes(who.userId))
    .map(({ msg }) => {
      const { title, text } = msg.markdown as { title: string; text: string };
      return { title, text };
    });
/** Of digests alone: a slow machine may well have troubles of its own to tell of. */
const digests = (who?: Person) => arrived(who).filter(({ title }) => title.endsWith('汇总'));
const titled = (who: Person, title: string) => arrived(who).filter((each) => each.title.includes(title));
const page = (who = run.office.admin) => who.get<Notices>('/api/notices');
async function inDatabase<T = unknown>(sql: string, values: unknown[] = []): Promise<T[]> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const rows: T[] = await source.query(sql, values);
  await source.destroy();
  return rows;
}
/** Digests of minutes that lie behind us, each its own, however long this takes. */
const begun = Math.floor(Date.now() / 60_000) * 60_000;
/** Its time was so many minutes before this began. */
async function digestComes(ago: number): Promise<void> {
  const at = begun - ago * 60_000;
  const time = new Date(at + 8 * 3_600_000).toISOString().slice(11, 16);
  await inDatabase('UPDATE notice_rule SET times = ?, next_at = ?', [JSON.stringify([time]), at]);
}
/** Whoever tells has been past all that was there. */
async function passed(): Promise<void> {
  await inDatabase('UPDATE notice_rule SET next_at = 1');
  await until(
    () => inDatabase<{ next_at: unknown }>('SELECT next_at FROM notice_rule'),
    ([rule]) => Number(rule?.next_at ?? 0) !== 1,
    40_000,
  );
}
const stages = async () => (await run.office.admin.get<StageTotals>('/api/bills/stages')).stages;

beforeAll(async () => {
  // It is killed.
  run = await startOffice({
    world: 'process',
    settings: { ...PACE, SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', CHECK_UP_INTERVAL_MS: '0' },
  });
  const { version } = await page();
  const rest = { from: '00:00', to: '00:00', weekends: false };
  await run.office.admin.put('/api/notices/rules', { version, times: [], rest, off: [] });
});
afterAll(() => run?.stack.close());

itOnSqlite('where nothing waits a digest tells nobody anything', async () => {
  await digestComes(0);
  await passed();
  expect(digests()).toEqual([]);
});

itOnSqlite(
  'each gets one digest a time with what they may do, by the counts and sums of the desk, and no name or account',
  async () => {
    newApprovals(run, { count: 12, seed: 1977, clean: true });
    await collect(run.office);
    await digestComes(1);
    await until(
      async () => digests(),
      (all) => all.length === 2,
      40_000,
    );
    await passed();
    const review = (await stages()).find(({ stage }) => stage === 'review');
    const { admin, reviewer, pusher } = run.office;
    // Nothing waits for the pusher: nothing is said.
    expect([admin, reviewer, pusher].map((who) => digests(who).length)).toEqual([1, 1, 0]);
    expect(digests(reviewer)[0]?.text).toContain(
      `待审核　${review?.count} 笔　${formatAmount(review?.amount ?? ZERO)}`,
    );
    for (const { text } of arrived())
      for (const { name, bankAccount } of company.employees)
        expect([text.includes(name), text.includes(bankAccount.number)]).toEqual([false, false]);
    // The same time again, as after a clock that was set back: nobody is told twice.
    await digestComes(1);
    await passed();
    expect(digests()).toHaveLength(2);
  },
);

itOnSqlite(
  'a digest that is hours late is not sent, and one while everything is held only once that is over',
  async () => {
    await digestComes(125);
    await passed();
    expect(digests()).toHaveLength(2);
    await inDatabase('INSERT INTO ledger_hold (id, cause, detail, held_at, held_by) VALUES (?, ?, ?, ?, ?)', [
      'held',
      'by-hand',
      '{}',
      Date.now(),
      'x',
    ]);
    await digestComes(2);
    // Ten sweeps.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(digests()).toHaveLength(2);
    await inDatabase('UPDATE ledger_hold SET released_at = ?', [Date.now()]);
    await until(
      async () => digests(),
      (all) => all.length === 4,
      40_000,
    );
  },
);

itOnSqlite('thirty doubts are one message to who pushed, at once, and one more when all are settled', async () => {
  newApprovals(run, { count: 30, seed: 1978, clean: true });
  await collectAndApprove(run);
  const { faults } = sandbox().ctx;
  faults.add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.', times: 3 });
  const order = await confirmPush(run);
  const { pusher } = run.office;
  const [doubt] = await until(
    async () => titled(pusher, '存疑'),
    (all) => all.length > 0,
    40_000,
  );
  expect(doubt?.text).toMatch(/存疑　\d+ 笔　[\d,.]+/);
  await passed();
  await orderSettled(run, order);
  faults.clear();
  await until(
    async () => titled(pusher, '存疑已查清'),
    (all) => all.length === 1,
    40_000,
  );
  const result = await until(
    async () => titled(pusher, '推送完成'),
    (all) => all.length > 0,
    40_000,
  );
  await passed();
  expect([titled(pusher, '存疑').length, titled(pusher, '推送完成').length]).toEqual([2, 1]);
  expect(result[0]?.text).toContain(`已入账　${order.count} 笔　${formatAmount(order.amount)}`);
  expect([run.office.admin, run.office.reviewer].map((who) => titled(who, '存疑').length)).toEqual([0, 0]);
});

it('a process killed while a message is out leaves it as unknown, and the next one does not send it again', async () => {
  const { reviewer } = run.office;
  newApprovals(run, { count: 4, seed: 1979, clean: true });
  await collect(run.office);
  const before = digests(reviewer).length;
  const answer = gate();
  const { faults } = sandbox().ctx;
  faults.add({ system: 'dingtalk', kind: 'slow', api: 'asyncsend', times: 0, until: answer.until });
  const met = faults.fired;
  await digestComes(3);
  const sending = "SELECT track FROM notice WHERE state = 'sending'";
  await until(
    () => inDatabase(sending),
    (rows) => rows.length === 2 && faults.fired === met + 2,
    40_000,
  );
  await run.stack.kill();
  faults.clear();
  answer.letGo();
  await run.stack.restart({ ...PACE, BREAKER_FAILURES: '2', BREAKER_OPEN_MS: '600' });
  await logInAgain(run);
  await until(
    () => inDatabase(sending),
    (rows) => rows.length === 0,
    40_000,
  );
  await passed();
  const states = await inDatabase<{ n: unknown }>("SELECT COUNT(*) AS n FROM notice WHERE state = 'unknown'");
  expect([Number(states[0]?.n), digests(reviewer).length - before]).toEqual([2, 1]);
});

itOnSqlite('trouble with Kingdee is told to administrators once, and that it is over', async () => {
  const { admin, pusher } = run.office;
  newApprovals(run, { count: 2, seed: 1980, clean: true });
  await collectAndApprove(run);
  const { faults } = sandbox().ctx;
  faults.add({ system: 'kingdee', kind: 'reset', times: 0 });
  await confirmPush(run);
  await until(
    async () => titled(admin, '金蝶连接有问题'),
    (all) => all.length === 1,
    40_000,
  );
  faults.clear();
  await until(
    async () => titled(admin, '金蝶连接恢复了'),
    (all) => all.length === 1,
    40_000,
  );
  await passed();
  expect([admin, pusher].map((who) => titled(who, '金蝶连接').length)).toEqual([2, 0]);
});

itOnSqlite(
  'what a person does not want does not come, nobody is spared a doubt, and what is not theirs cannot be chosen',
  async () => {
    const { admin, reviewer } = run.office;
    newApprovals(run, { count: 3, seed: 1981, clean: true });
    await collect(run.office);
    await reviewer.put('/api/notices/mine', { topic: 'review', on: false });
    await reviewer.put('/api/notices/mine', { topic: 'mapping', on: false });
    await reviewer.put('/api/notices/mine', { topic: 'failed', on: false });
    const before = [admin, reviewer].map((who) => digests(who).length);
    await digestComes(4);
    await until(
      async () => digests(admin).length,
      (n) => n === (before[0] ?? 0) + 1,
      40_000,
    );
    await passed();
    expect(digests(reviewer)).toHaveLength(before[1] ?? 0);
    const refusals = [
      await run.office.pusher.refused('PUT', '/api/notices/mine', { topic: 'doubt', on: false }),
      await run.office.pusher.refused('PUT', '/api/notices/mine', { topic: 'mapping', on: false }),
    ];
    expect(refusals.map(({ code }) => code)).toEqual(['notice/always', 'notice/not-for-you']);
    const { version, rules } = await page();
    const stale = await admin.refused('PUT', '/api/notices/rules', { version: version - 1, ...rules });
    const all = await admin.refused('PUT', '/api/notices/rules', { version, ...rules, off: ['doubt'] });
    expect([stale.code, all.code]).toEqual(['notice/stale', 'notice/always']);
  },
);

// Two processes share a database server only.
if (onMariaDb)
  it('of two processes one tells', async () => {
    const { admin } = run.office;
    const port = await freePort();
    const env = {
      ...cleanEnv(),
      ...connectionSettings(run.stack.sandbox),
      ...PACE,
      PORT: String(port),
      DATABASE_URL: run.stack.databaseUrl,
      ...markerSetting(run.stack.databaseUrl, '-second'),
      APP_SECRET: FLOW_SECRET,
      DINGTALK_QPS: '0',
      DINGTALK_MONTHLY_CALLS: '100000000',
      LOG_LEVEL: 'warn',
    };
    const second = spawn(process.execPath, [serverMain(env)], { cwd: ROOT, env, stdio: 'ignore' });
    const own = ownProcess(second);
    try {
      await untilReady(`http://127.0.0.1:${port}`, second, () => '');
      const before = digests(admin).length;
      for (let ago = 5; ago < 10; ago++) {
        await digestComes(ago);
        await until(
          async () => digests(admin).length,
          (n) => n >= before + ago - 4,
          40_000,
        );
      }
      await passed();
      expect(digests(admin)).toHaveLength(before + 5);
    } finally {
      await own.stop('SIGTERM');
    }
  });
