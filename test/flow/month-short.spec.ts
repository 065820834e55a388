import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DingTalkError } from '../../server/src/connectors/source.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** What a month is spent on whose calls do not last, by DingTalk's own count. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of April, in Beijing. */
const DAY_10 = Date.UTC(2027, 3, 10) - 8 * HOUR;
const NEXT_MONTH = Date.UTC(2027, 4, 1) - 8 * HOUR;
const LIMIT = 1000;
const PER_DAY = 5;
const DAYS = 12;
/** About a page of a form's launches is caught up with at once; the two forms take turns. */
const TURN_DAYS = 6;

let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 0, qps: 0 });
  database = await migratedDatabase();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

/** Two forms that were swept on the 10th, then twelve days in which approvals passed and nothing was read; `left` calls of the month remain. */
async function given(left = 135, change: Readonly<Record<string, string>> = {}) {
  vi.setSystemTime(DAY_10);
  const { state, company } = sandbox.state.dingtalk;
  const first = state.approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
  const forms = [first, { ...first, processCode: 'PROC-ANOTHER', name: '另一张表单' }];
  const approvals: SandboxApproval[] = [];
  for (const [place, form] of forms.entries()) {
    if (place > 0) state.approvals.addForm(form);
    await putScheme(database.db, `s${place}`, schemeContentFor(form.processCode));
    const options = { seed: 7 + place, now: DAY_10, form, company, clean: true };
    state.approvals.add(generateApprovals({ ...options, count: PER_DAY * 30 }));
    const made = generateApprovals({ ...options, seed: 70 + place, count: PER_DAY * DAYS });
    const agreed = made.filter(({ fate }) => fate === 'agreed');
    for (const [index, one] of agreed.entries()) {
      one.createdAt = DAY_10 + (index % DAYS) * DAY + 9 * HOUR + index * MINUTE;
      one.finishedAt = one.createdAt + HOUR;
    }
    approvals.push(...agreed);
  }
  const settings = {
    DINGTALK_MONTHLY_CALLS: String(LIMIT),
    LOOK_BACK_INTERVAL_MS: '0',
    DINGTALK_CONCURRENCY: '4',
    ...change,
  };
  const parts = intakeParts(database.db, sandbox, settings);
  await parts.schedule.onApplicationBootstrap();
  const sweep = () => parts.wakes.work.get('sweep')?.() ?? Promise.resolve();
  await sweep();
  await database.db.inTransaction((tx) => tx.query("UPDATE bill SET state_kind = 'written-back'"));
  state.approvals.add(approvals);
  const { quota } = state;
  quota.limit = LIMIT;
  quota.used = LIMIT - left;
  for (let calls = (await parts.meter.current()).used; calls < LIMIT - left; calls++)
    parts.meter.count('file', '/download');
  await parts.meter.flush();
  const read = async () => {
    const rows = await database.db.query<{ id: string }>('SELECT process_instance_id AS id FROM bill');
    const ids = new Set(rows.map(({ id }) => id));
    return {
      read: approvals.filter(({ instanceId }) => ids.has(instanceId)),
      unread: approvals.filter(({ instanceId }) => !ids.has(instanceId)),
    };
  };
  const pass = async (ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      vi.setSystemTime(Date.now() + 15 * MINUTE);
      await sweep();
    }
  };
  return { ...parts, sweep, pass, read, quota };
}

const dayOf = ({ createdAt }: SandboxApproval): number => Math.floor((createdAt - DAY_10) / DAY);

it('no more approvals are read than the calls that remain can also comment on, and ask about before the push where nobody listened', async () => {
  const { pass, read, quota, plan } = await given();
  vi.setSystemTime(DAY_10 + DAYS * DAY);
  await pass(DAY);
  const { read: got } = await read();
  expect(got.length).toBeGreaterThan(20);
  // No look-back runs here: DingTalk is asked about each bill (decision 123).
  expect(quota.limit - quota.used).toBeGreaterThanOrEqual(2 * got.length);
  // What is left is not spent on looking again and again.
  const { used } = quota;
  await pass(2 * DAY);
  expect(quota.used).toBe(used);
  expect(await plan.show()).toMatchObject({ kept: true, spent: false });
});

it('what is read is the oldest, of all forms, and the next month begins with what was left', async () => {
  const { pass, read } = await given();
  vi.setSystemTime(DAY_10 + DAYS * DAY);
  await pass(DAY);
  const { read: got, unread } = await read();
  expect(unread.length).toBeGreaterThan(5);
  expect(Math.max(...got.map(dayOf)) - Math.min(...unread.map(dayOf))).toBeLessThanOrEqual(TURN_DAYS);
  const of = (code: string) => got.filter(({ processCode }) => processCode === code).length;
  expect(of('PROC-ANOTHER')).toBeGreaterThan(got.length / 4);
  expect(of('PROC-ANOTHER')).toBeLessThan((got.length * 3) / 4);
  vi.setSystemTime(NEXT_MONTH);
  await pass(DAY);
  expect((await read()).unread).toEqual([]);
});

it('comments that will never be written keep no calls: of bills set aside, ended, or standing for two weeks', async () => {
  const { kept, pass } = await given();
  vi.setSystemTime(DAY_10 + DAYS * DAY);
  await pass(DAY);
  const owed = await kept.owed();
  expect(owed).toBeGreaterThan(20);
  const set = (from: string, to: string) =>
    database.db.inTransaction((tx) => tx.query('UPDATE bill SET state_kind = ? WHERE state_kind = ?', [to, from]));
  for (const state of ['held', 'excluded', 'handled-outside', 'superseded', 'no-payment', 'reversal-needed']) {
    await set('collected', state);
    expect(await kept.owed(), state).toBe(0);
    await set(state, 'collected');
  }
  expect(await kept.owed()).toBe(owed);
  vi.setSystemTime(Date.now() + 14 * DAY);
  expect(await kept.owed()).toBe(0);
});

it('an event of an approval for which no call is left is left to the sweeps of the next month', async () => {
  const { inbox, events, pass, read, quota } = await given();
  vi.setSystemTime(DAY_10 + DAYS * DAY);
  await pass(DAY);
  const { unread } = await read();
  const [one] = unread;
  if (!one) throw new Error('everything was read');
  const { used } = quota;
  const body = JSON.stringify({ type: 'finish', processCode: one.processCode, processInstanceId: one.instanceId });
  await inbox.take({
    channel: 'stream',
    eventId: 'e1',
    eventType: 'bpms_instance_change',
    bornAt: new Date(),
    corpId: null,
    body,
  });
  await events.run();
  expect(quota.used).toBe(used);
  expect(await database.db.query('SELECT state, reason FROM dingtalk_event')).toEqual([
    { state: 'left-out', reason: 'quota' },
  ]);
  vi.setSystemTime(NEXT_MONTH);
  await pass(DAY);
  expect((await read()).unread).toEqual([]);
});

it('used up while DingTalk still answers, the page says until when at most: from when that was first seen, within the month', async () => {
  const { meter, plan, sweep } = await given(20);
  expect((await plan.show()).grace).toBeNull();
  while ((await meter.current()).used < LIMIT) meter.count('file', '/download');
  expect((await plan.show()).grace).toEqual({ days: 5, until: null });
  await sweep();
  const until = Date.now() + 5 * DAY;
  expect((await plan.show()).grace).toEqual({ days: 5, until });
  vi.setSystemTime(Date.now() + DAY);
  await sweep();
  expect((await plan.show()).grace).toEqual({ days: 5, until });
});

it('a look-back that gets no answer is tried once a round, however far behind the forms are', async () => {
  const { sweep, health, plan } = await given(135, { LOOK_BACK_INTERVAL_MS: String(HOUR) });
  vi.setSystemTime(DAY_10 + DAYS * DAY);
  expect((await plan.run()).level).toBe('scarce');
  sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'reset', times: 0 });
  const failed = async () => {
    const [row] = await database.db.query<{ n: unknown }>(
      "SELECT COUNT(*) AS n FROM intake_run WHERE kind = 'look-back' AND state = 'failed'",
    );
    return Number(row?.n);
  };
  const round = sweep();
  const ended = await Promise.race([
    round.then(() => true),
    new Promise((resolve) => setTimeout(resolve, 5_000, false)),
  ]);
  const tries = await failed();
  // Ends a round that would go on for as long as nothing answers.
  health.bad('/list', new DingTalkError('quota', '额度用完了', 'quota'), 'list');
  await round;
  expect([ended, tries]).toEqual([true, 2]);
});

it('look-backs that broke off in the last days of a scarce month do not delay the first one of the next', async () => {
  const scarce = { LOOK_BACK_INTERVAL_MS: String(HOUR), DINGTALK_MONTHLY_CALLS: '700' };
  const { pass, plan } = await given(600, scarce);
  // What eight tries leave that ended when the calls left were those for comments.
  await database.db.inTransaction(async (tx) => {
    for (const scheme of ['s0', 's1'])
      for (let tries = 8; tries > 0; tries--)
        await tx.query(
          `INSERT INTO intake_run (id, scheme_id, kind, state, started_at, finished_at, seen, created, calls, skipped, failed)
           VALUES (?, ?, 'look-back', 'failed', ?, ?, 0, 0, 9, '[]', '[]')`,
          [`${scheme}-${tries}`, scheme, NEXT_MONTH - tries * HOUR, NEXT_MONTH - tries * HOUR],
        );
  });
  vi.setSystemTime(NEXT_MONTH - 15 * MINUTE);
  await pass(HOUR);
  expect((await plan.run()).level).toBe('scarce');
  const done = await database.db.query<{ at: unknown; scheme: unknown }>(
    "SELECT scheme_id AS scheme, started_at AS at FROM intake_run WHERE kind = 'look-back' AND state = 'done' AND started_at >= ?",
    [NEXT_MONTH],
  );
  expect(new Set(done.map(({ scheme }) => scheme))).toEqual(new Set(['s0', 's1']));
});
