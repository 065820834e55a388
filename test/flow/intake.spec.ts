import type { IntakeRun } from '@dingdee/shared/intake';
import type { SchemeContent } from '@dingdee/shared/scheme';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiFamily } from '../../server/src/connectors/source.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { BAD_KINDS } from '../sandbox/dingtalk/mutations.js';
import type { FaultKind } from '../sandbox/faults.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import {
  intakeParts,
  migratedDatabase,
  NEVER_SWEPT,
  type OpenedDatabase,
  putScheme,
  schemeContentFor,
} from './intake-parts.js';
import { closeAll } from './own-process.js';

const FAMILIES: readonly ApiFamily[] = ['v1', 'topapi'];
const CLERK: Actor = { userId: 'clerk', name: '王会计', roles: ['reviewer'] };

let sandbox: Sandbox;
let database: OpenedDatabase;

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 60, qps: 0 });
  database = await migratedDatabase();
});
afterEach(async () => {
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

const processCode = () => sandbox.dingtalk.processCodes.费用报销 ?? '';
const approvals = () =>
  sandbox.state.dingtalk.state.approvals.all().filter((approval) => approval.processCode === processCode());
const agreed = () =>
  approvals().filter(
    ({ status, result, bizAction }) => status === 'COMPLETED' && result === 'agree' && bizAction === 'NONE',
  );
const rows = <T>(sql: string, parameters: unknown[] = []) => database.db.query<T>(sql, parameters);
const billIds = async () =>
  (await rows<{ id: string }>('SELECT process_instance_id AS id FROM bill ORDER BY process_instance_id')).map(
    ({ id }) => id,
  );
const idsOf = (list: { instanceId: string }[]) => list.map(({ instanceId }) => instanceId).sort();
const fault = (kind: FaultKind, api: string, more: object = {}) =>
  sandbox.state.ctx.faults.add({ system: 'dingtalk', kind, api, ...more });
const reasons = (run: IntakeRun) => Object.fromEntries(run.skipped.map(({ reason, count }) => [reason, count]));
const skippedIn = (run: IntakeRun) => run.skipped.reduce((sum, { count }) => sum + count, 0);
const detailCalls = () =>
  sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /processInstances$|processinstance\/get/.test(api))
    .reduce((sum, { total }) => sum + total, 0);

async function given(family: ApiFamily, content: Partial<SchemeContent> = {}, settings: Record<string, string> = {}) {
  await putScheme(database.db, 's1', schemeContentFor(processCode(), content));
  const parts = intakeParts(database.db, sandbox, { DINGTALK_API_FAMILY: family, ...settings });
  const run = async (kind: IntakeRun['kind'] = 'manual', by: Actor = SYSTEM): Promise<IntakeRun> => {
    const scheme = await parts.schemes.get('s1');
    if (!scheme) throw new Error('the scheme is off');
    const { runId, ended } = await parts.pull.start(scheme, kind, by);
    await ended;
    const [record] = await parts.runs.byIds([runId]);
    if (!record) throw new Error('the run left no record');
    return record;
  };
  return { ...parts, run };
}

describe.each(FAMILIES)('intake through %s', (family) => {
  it('makes exactly one bill of every agreed approval and none of the others', async () => {
    const { run, wakes } = await given(family);
    const record = await run('manual', CLERK);
    expect(record).toMatchObject({ state: 'done', failed: [], error: null, created: agreed().length });
    expect(await billIds()).toEqual(idsOf(agreed()));
    expect(record.seen).toBe(record.created + record.known + skippedIn(record) + record.failed.length);
    expect(reasons(record)['审批未通过（已拒绝）']).toBe(
      approvals().filter(({ result }) => result === 'refuse').length,
    );
    expect(wakes.woken).toContain('map');
    const [bill] = await rows<Record<string, unknown>>('SELECT * FROM bill LIMIT 1');
    expect(bill).toMatchObject({ state_kind: 'collected', scheme_id: 's1', org_number: '101' });
    const source = approvals().find(({ instanceId }) => instanceId === bill?.process_instance_id);
    expect(bill).toMatchObject({ business_id: source?.businessId, title: source?.title });
    const [audit] = await rows<{ actor: string }>("SELECT actor FROM audit WHERE subject_kind = 'run'");
    expect(audit?.actor).toBe('clerk');
  });

  it('costs one call per 19 known ids and nothing more when nothing is new', async () => {
    const { run } = await given(family);
    await run();
    const before = detailCalls();
    const again = await run('look-back');
    const open = family === 'topapi' ? approvals().filter(({ status }) => status === 'RUNNING').length : 0;
    expect(detailCalls()).toBe(before);
    expect(again).toMatchObject({ state: 'done', created: 0, calls: Math.ceil(again.seen / 19) });
    expect(again.known).toBe(again.seen - open);
  });

  it('finds approvals that finish late', async () => {
    const { run } = await given(family);
    await run();
    const late = approvals().filter(({ fate, status }) => fate === 'late' && status === 'RUNNING');
    expect(late.length).toBeGreaterThan(0);
    for (const approval of late)
      Object.assign(approval, { status: 'COMPLETED', result: 'agree', finishedAt: sandbox.state.ctx.clock.now() });
    const record = await run('manual');
    expect(record.created).toBe(late.length);
    expect(await billIds()).toEqual(idsOf(agreed()));
  });

  it('lets a change take the place of the agreed approval that it changes, and a withdrawal void one', async () => {
    const { run } = await given(family);
    const [first, second] = agreed();
    if (!first || !second) throw new Error('no approvals');
    const ordinary = idsOf(agreed());
    const changed = sandbox.state.dingtalk.amend(first, 'MODIFY', false);
    sandbox.state.ctx.clock.offsetMs += 2_000;
    sandbox.state.dingtalk.amend(second, 'REVOKE', false);
    const record = await run();
    expect(reasons(record)['撤销已通过的审批，只作废原单，不生成付款单']).toBe(1);
    expect(await billIds()).toEqual([...ordinary, changed.instanceId].sort());
    const voided = await rows<{ id: string }>(
      "SELECT process_instance_id AS id FROM bill WHERE state_kind = 'superseded' ORDER BY process_instance_id",
    );
    expect(voided.map(({ id }) => id)).toEqual([first.instanceId, second.instanceId].sort());
    const stored = await rows<{ biz_action: string }>("SELECT biz_action FROM approval WHERE biz_action <> 'NONE'");
    expect(stored).toHaveLength(2);
  });

  it('collects what the conditions of the scheme allow, and looks again at the rest when they change', async () => {
    const from = 'field:报销类别';
    const { run, pull, runs } = await given(family, { filter: [{ from, is: 'contains', value: '项目' }] });
    const record = await run();
    const left = reasons(record)['不符合采集条件：报销类别 包含“项目”'] ?? 0;
    expect(record.created).toBeGreaterThan(0);
    expect(record.created + left).toBe(agreed().length);

    const before = detailCalls();
    const changed = {
      id: 's1',
      version: 2,
      content: schemeContentFor(processCode()),
      form: [],
      coverage: NEVER_SWEPT,
      opened: null,
      amendmentsOnly: false,
    };
    const { runId, ended } = await pull.start(changed, 'look-back', SYSTEM);
    await ended;
    expect((await runs.byIds([runId]))[0]?.created).toBe(left);
    expect(detailCalls()).toBe(before);
    expect(await billIds()).toEqual(idsOf(agreed()));
  });

  it('closes what was finished before the company began as 期初', async () => {
    const dates = agreed()
      .map(({ finishedAt }) => beijingDate(finishedAt ?? 0))
      .sort();
    const cutOverDate = dates[Math.floor(dates.length / 2)] ?? '';
    const { run } = await given(family, { cutOverDate });
    const record = await run();
    const older = dates.filter((date) => date < cutOverDate).length;
    expect(record.created).toBe(agreed().length - older);
    const states = await rows<{ kind: string; n: unknown }>(
      'SELECT state_kind AS kind, COUNT(*) AS n FROM bill GROUP BY state_kind',
    );
    expect(Object.fromEntries(states.map(({ kind, n }) => [kind, Number(n)]))).toEqual({
      collected: agreed().length - older,
      'handled-outside': older,
    });
    expect((await run('look-back')).created).toBe(0);
  });

  it('lets a bad detail fail alone and reads it the next time', async () => {
    const { run } = await given(family, {}, { DINGTALK_CONCURRENCY: '1' });
    fault('http-500', family === 'v1' ? 'workflow/processInstances' : 'processinstance/get', { times: 4 });
    const record = await run();
    expect(record.state).toBe('done');
    expect(record.failed).toHaveLength(1);
    expect(record.failed[0]?.reason).toContain('钉钉暂时没有正常应答');
    expect(record.seen).toBe(record.created + record.known + skippedIn(record) + 1);
    expect((await run()).failed).toEqual([]);
    expect(await billIds()).toEqual(idsOf(agreed()));
  });

  it('takes every kind of bad content in, and holds nothing else up', async () => {
    for (const [i, bad] of BAD_KINDS.entries()) sandbox.state.dingtalk.generate({ count: 2, seed: 500 + i, bad });
    const { run } = await given(family);
    const record = await run();
    expect(record).toMatchObject({ state: 'done', failed: [], created: agreed().length });
    expect(await billIds()).toEqual(idsOf(agreed()));
  });

  it('lists whole milliseconds, however far back a head sweep of this form reaches', async () => {
    const { run } = await given(family);
    expect(await run('look-back')).toMatchObject({ state: 'done' });
    // Fifteen a page come out even for few counts only.
    await database.db.inTransaction((tx) =>
      tx.query(
        'DELETE FROM approval WHERE id NOT IN (SELECT id FROM (SELECT id FROM approval ORDER BY finished_at DESC LIMIT 13) AS kept)',
      ),
    );
    await database.db.inTransaction((tx) => tx.query('UPDATE approval SET finished_at = ?', [Date.now()]));
    expect(await run('head')).toMatchObject({ state: 'done', error: null });
  });

  it('stops at a spent quota, keeps what it has read, and goes on later without a gap', async () => {
    const { run, health, schedule, wakes, runs } = await given(family, {}, { DINGTALK_CONCURRENCY: '2' });
    fault('quota', family === 'v1' ? 'workflow/processInstances' : 'processinstance/get', { skip: 25, times: 0 });
    const record = await run('head');
    expect(record).toMatchObject({ state: 'failed' });
    expect(record.error).toContain('额度');
    expect(await billIds()).not.toHaveLength(0);
    expect(health.isQuotaSpent(Date.now())).toBe(true);

    await schedule.onApplicationBootstrap();
    await wakes.work.get('sweep')?.();
    expect((await runs.page({ limit: 50 })).total).toBe(1);

    sandbox.state.ctx.faults.clear();
    await run('head');
    expect(await billIds()).toEqual(idsOf(agreed()));
  });
});

describe('runs', () => {
  it('never go on twice for one scheme: the second asker gets the first run', async () => {
    const { start, runs } = await given('v1');
    const [one, two] = await Promise.all([start.start('s1', CLERK), start.start(null, CLERK)]);
    expect(one[0]?.id).toBe(two[0]?.id);
    expect(one[0]).toMatchObject({ state: 'running', kind: 'manual', schemeName: '方案 s1' });
    await untilDone(() => runs.byIds([one[0]?.id ?? '']));
    expect((await runs.page({ limit: 10 })).total).toBe(1);
  });

  it('that are asked for while another is being closed begin anew: it has listed already', async () => {
    const { pull, runs } = await given('v1');
    const close = runs.close.bind(runs);
    let reached = (): void => undefined;
    let goOn = (): void => undefined;
    const closing = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    runs.close = async (...what) => {
      await close(...what);
      reached();
      await held;
    };
    const scheme = {
      id: 's1',
      version: 1,
      content: schemeContentFor(processCode()),
      form: [],
      coverage: NEVER_SWEPT,
      opened: null,
      amendmentsOnly: false,
    };
    const first = await pull.start(scheme, 'manual', CLERK);
    await closing;
    const [late] = sandbox.state.dingtalk
      .generate({ count: 6, seed: 77, clean: true })
      .filter(({ fate }) => fate === 'agreed');
    const second = pull.start(scheme, 'manual', CLERK);
    goOn();
    expect((await second).runId).not.toBe(first.runId);
    await (await second).ended;
    expect(await billIds()).toContain(late?.instanceId);
  });

  it('that are asked for while only open approvals are read again follow it: it lists nothing', async () => {
    const { pull, schemes, open } = await given('v1');
    const scheme = await schemes.get('s1');
    const [one] = agreed();
    if (!scheme || !one) throw new Error('the scheme is off');
    let letGo = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const api = 'workflow/processInstances';
    sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'slow', api, times: 1, until });
    open.seen('s1', one.instanceId, 0, 0);
    const reading = await pull.start(scheme, 'open', SYSTEM);
    const asked = await pull.start(scheme, 'manual', CLERK);
    expect(asked.runId).toBe(reading.runId);
    letGo();
    await reading.ended;
    await expect.poll(billIds, { timeout: 10_000, interval: 50 }).toEqual(idsOf(agreed()));
  });

  it('are refused for a scheme that is off', async () => {
    const { start } = await given('v1');
    await database.db.inTransaction((tx) => tx.query('UPDATE scheme SET enabled = 0'));
    await expect(start.start('s1', CLERK)).rejects.toMatchObject({ code: 'intake/scheme-disabled' });
    expect(await start.start(null, CLERK)).toEqual([]);
  });

  it('are marked failed at start when an earlier process left them running', async () => {
    const earlier = intakeParts(database.db, sandbox);
    const { runs, schedule } = await given('v1');
    const left = await database.db.inTransaction((tx) => earlier.runs.open(tx, 's1', 'head'));
    const own = await database.db.inTransaction((tx) => runs.open(tx, 's1', 'head'));
    await schedule.onApplicationBootstrap();
    expect(await runs.byIds([left, own])).toMatchObject([
      { state: 'failed', error: expect.stringContaining('程序在采集途中停止') },
      { state: 'running' },
    ]);
  });

  it('sweep the whole look-back first, then only the newest launches, and move the mark', async () => {
    const { schedule, wakes, runs, schemes } = await given(
      'v1',
      {},
      { SWEEP_INTERVAL_MS: '50', LOOK_BACK_INTERVAL_MS: '60000', DINGTALK_MONTHLY_CALLS: '100000000' },
    );
    await schedule.onApplicationBootstrap();
    const before = Date.now();
    await wakes.work.get('sweep')?.();
    expect((await schemes.get('s1'))?.coverage.headUntil).toBeGreaterThanOrEqual(before);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await wakes.work.get('sweep')?.();
    const { items } = await runs.page({ limit: 10 });
    expect(items.map(({ kind }) => kind)).toEqual(['head', 'look-back']);
    expect(items[0]?.seen).toBeLessThan(items[1]?.seen ?? 0);
  });

  it('of a sweep that two processes find due at once are one: the month’s calls are not spent twice', async () => {
    const every = { SWEEP_INTERVAL_MS: '60000', LOOK_BACK_INTERVAL_MS: '60000' };
    const { schedule, wakes, runs } = await given('v1', {}, every);
    const other = intakeParts(database.db, sandbox, { DINGTALK_API_FAMILY: 'v1', ...every });
    await Promise.all([schedule, other.schedule].map((each) => each.onApplicationBootstrap()));
    await Promise.all([wakes, other.wakes].map(({ work }) => work.get('sweep')?.()));
    const { items } = await runs.page({ limit: 10 });
    expect(items.map(({ kind }) => kind)).toEqual(['look-back']);
    expect(await billIds()).toEqual(idsOf(agreed()));
  });

  it('page from the newest back', async () => {
    const { runs } = await given('v1');
    for (let i = 0; i < 5; i++) await database.db.inTransaction((tx) => runs.open(tx, 's1', 'head'));
    const first = await runs.page({ limit: 2 });
    const second = await runs.page({ limit: 2, cursor: first.next ?? '' });
    const third = await runs.page({ limit: 2, cursor: second.next ?? '' });
    const all = [...first.items, ...second.items, ...third.items].map(({ id }) => id);
    expect(new Set(all).size).toBe(5);
    expect([first.total, third.next]).toEqual([5, null]);
    await expect(runs.page({ limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'intake/bad-cursor' });
  });

  it('end early when the program stops, with all that was read saved', async () => {
    const { pull, schemes, runs } = await given('v1', {}, { DINGTALK_QPS: '10' });
    const scheme = await schemes.get('s1');
    if (!scheme) throw new Error('the scheme is off');
    const { runId } = await pull.start(scheme, 'manual', SYSTEM);
    await expect.poll(async () => (await billIds()).length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
    await pull.onModuleDestroy();
    const [record] = await runs.byIds([runId]);
    expect(record).toMatchObject({ state: 'failed', error: expect.stringContaining('程序正在停止') });
    expect(record?.created).toBeGreaterThan(0);
    expect(await billIds()).toHaveLength(record?.created ?? -1);
  });
});

describe('a contact scope of one department', () => {
  it('shows only its approvals, and the connection says so until the scope is the whole company', async () => {
    const { ctx } = sandbox.state;
    ctx.switches.dingtalk.contactScope = 'one-department';
    const { run, health } = await given('v1');
    expect((await run()).created).toBeLessThan(agreed().length);
    expect(health.current()).toMatchObject({
      state: 'trouble',
      sentence: expect.stringContaining('通讯录授权范围不是全部员工'),
    });
    ctx.switches.dingtalk.contactScope = 'all';
    // A person asks: the scope is looked at anew.
    await run('manual', CLERK);
    expect(health.current().state).toBe('ok');
    expect(await billIds()).toEqual(idsOf(agreed()));
  });
});

describe('names of originators', () => {
  it('come from the contacts, one call per person, whatever the title says', async () => {
    const people = new Set<string>();
    for (const approval of approvals()) {
      approval.title = '关于3月提交的费用报销';
      people.add(approval.originatorUserid);
    }
    const { run } = await given('v1');
    await run();
    const asked =
      sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api.includes('/topapi/v2/user/get'))?.total ?? 0;
    expect(asked).toBeLessThanOrEqual(people.size);
    const [bill] = await rows<{ name: string; userid: string }>(
      'SELECT originator_name AS name, originator_userid AS userid FROM bill LIMIT 1',
    );
    const person = sandbox.state.ctx.company.employees.find(({ userid }) => userid === bill?.userid);
    expect(bill?.name).toBe(person?.name);
    expect(await rows('SELECT user_id FROM member')).toHaveLength(asked);
  });

  it.each(['60121', '50002'] as const)(
    'are not made up where DingTalk does not show the person (%s)',
    async (leaverCode) => {
      const { ctx } = sandbox.state;
      ctx.switches.dingtalk.leaverCode = leaverCode;
      const [gone = ''] = agreed().map(({ originatorUserid }) => originatorUserid);
      ctx.leavers.add(gone);
      const { run } = await given('v1');
      expect((await run()).state).toBe('done');
      const bills = await rows<{ name: string; userid: string }>(
        'SELECT originator_name AS name, originator_userid AS userid FROM bill',
      );
      expect(new Set(bills.filter(({ userid }) => userid === gone).map(({ name }) => name))).toEqual(new Set(['']));
      expect(bills.filter(({ userid, name }) => userid !== gone && (name === '' || name === userid))).toEqual([]);
    },
  );
});

async function untilDone(read: () => Promise<IntakeRun[]>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if ((await read()).every(({ state }) => state !== 'running')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the run did not end');
}
