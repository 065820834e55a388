import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { ListDayApprovals } from '../../server/src/read/day/list-day-approvals.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { instanceEvent } from '../sandbox/dingtalk/events.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** Approvals that finish while nobody sweeps, or long after their launch: none is missed, whatever the gap. The calendar is a stand-in's. */
const DAY = 86_400_000;
const START = Date.parse('2026-03-02T02:00:00Z');

let sandbox: Sandbox;
let database: OpenedDatabase;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  sandbox = await startSandbox({ approvals: 0, qps: 0 });
  database = await migratedDatabase();
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

const processCode = () => sandbox.dingtalk.processCodes.费用报销 ?? '';
const days = (n: number): void => {
  vi.setSystemTime(Date.now() + n * DAY);
};
const pass = ({ fate: _, ...of }: { fate?: string; approval: SandboxApproval }): void => {
  Object.assign(of.approval, { status: 'COMPLETED', result: 'agree', finishedAt: Date.now() });
};
/** The newest approvals of a month that ended `ago` days ago; one is launched in its last days. Each runs until it passes. */
function launched(ago: number, seed: number, count = 1): SandboxApproval[] {
  const { clock } = sandbox.state.ctx;
  clock.offsetMs = -ago * DAY;
  const made = sandbox.state.dingtalk.generate({ count: count + 5, seed, clean: true });
  clock.offsetMs = 0;
  const agreed = made.filter(({ fate }) => fate === 'agreed').slice(-count);
  for (const each of made)
    if (agreed.includes(each)) Object.assign(each, { status: 'RUNNING', result: '', finishedAt: undefined });
    else each.deleted = true;
  return agreed;
}
const ids = async (): Promise<string[]> =>
  (await database.db.query<{ id: string }>('SELECT process_instance_id AS id FROM bill')).map(({ id }) => id).sort();
const idsOf = (list: readonly SandboxApproval[]): string[] => list.map(({ instanceId }) => instanceId).sort();

/** Without the monthly longer sweep, which would find much of it by itself. */
const NO_LONGER = { LONG_LOOK_BACK_DAYS: '45' };
function program(settings: Record<string, string> = {}) {
  const parts = intakeParts(database.db, sandbox, { DINGTALK_MONTHLY_CALLS: '5000', ...settings });
  const sweep = async (kind: 'look-back' | 'head' | 'manual' = 'look-back') => {
    const scheme = await parts.schemes.get('s1');
    if (!scheme) throw new Error('the scheme is off');
    const { runId, ended } = await parts.pull.start(scheme, kind, SYSTEM);
    await ended;
    const [run] = await parts.runs.byIds([runId]);
    return run;
  };
  return { ...parts, sweep };
}

describe('an approval that passes', () => {
  it('in a gap of 30 days is found after it, although it was launched more than 45 days before', async () => {
    const { sweep, gaps } = program(NO_LONGER);
    const [slow] = launched(20, 1);
    if (!slow) throw new Error('no approval');
    await sweep();
    expect(await ids()).toEqual([]);
    days(20);
    pass({ approval: slow });
    days(10);
    expect(await gaps.show()).toMatchObject([{ schemeId: 's1', lookBackUntil: START, owed: null }]);
    expect((await sweep())?.state).toBe('done');
    expect(await ids()).toEqual(idsOf([slow]));
    expect(await gaps.show()).toEqual([]);
  });

  it('in a gap of 200 days is found by several runs where one may not spend so much, and each costs what it may', async () => {
    const { sweep, gaps } = program({ ...NO_LONGER, DINGTALK_MONTHLY_CALLS: '1000' });
    await sweep();
    days(90);
    const batch = launched(0, 2, 150);
    for (const approval of batch) pass({ approval });
    days(110);
    const runs = [await sweep()];
    const [first] = await gaps.show();
    expect(first?.owed?.from).toBeGreaterThan(START - 45 * DAY);
    while ((await gaps.show()).length > 0 && runs.length < 12) {
      days(1);
      runs.push(await sweep());
    }
    expect(await ids()).toEqual(idsOf(batch));
    expect(runs.length).toBeGreaterThan(2);
    expect(Math.max(...runs.map((run) => run?.calls ?? 0))).toBeLessThan(150);
  });

  it('in a gap is found also where the quota ends in the middle of catching up', async () => {
    const { sweep, gaps, health } = program({ ...NO_LONGER, DINGTALK_CONCURRENCY: '1' });
    await sweep();
    days(60);
    const batch = launched(0, 3, 40);
    for (const approval of batch) pass({ approval });
    days(90);
    sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'quota',
      api: 'workflow/processInstances',
      skip: 15,
      times: 0,
    });
    expect((await sweep())?.state).toBe('failed');
    expect((await gaps.show())[0]?.owed).not.toBeNull();
    expect(health.isQuotaSpent(Date.now())).toBe(true);
    sandbox.state.ctx.faults.clear();
    days(31);
    for (let run = 0; run < 6 && (await gaps.show()).length > 0; run++) await sweep();
    expect(await ids()).toEqual(idsOf(batch));
    expect(await gaps.show()).toEqual([]);
  });

  it('while the scheme is switched off is found once it is on again', async () => {
    const { sweep } = program(NO_LONGER);
    const [slow] = launched(30, 4);
    if (!slow) throw new Error('no approval');
    await sweep();
    await database.db.inTransaction((tx) => tx.query('UPDATE scheme SET enabled = 0'));
    days(25);
    pass({ approval: slow });
    days(15);
    await database.db.inTransaction((tx) => tx.query('UPDATE scheme SET enabled = 1'));
    await sweep();
    expect(await ids()).toEqual(idsOf([slow]));
  });

  it('more than 45 days after its launch is found within a month, by a longer sweep', async () => {
    const { sweep } = program();
    const [slow] = launched(0, 5);
    if (!slow) throw new Error('no approval');
    for (let day = 0; day < 120 && (await ids()).length === 0; day += 5) {
      await sweep();
      days(5);
      if (day === 75) pass({ approval: slow });
    }
    expect(await ids()).toEqual(idsOf([slow]));
  });

  it('before the scheme was ever swept, launched more than 45 days earlier, belongs to the time before it', async () => {
    const [old] = launched(50, 6);
    if (!old) throw new Error('no approval');
    pass({ approval: old });
    const { sweep } = program();
    for (let month = 0; month < 3; month++) {
      await sweep();
      days(31);
    }
    expect(await ids()).toEqual([]);
  });
});

describe('an approval launched long before a scheme begins, which says no day from which it collects', () => {
  const callsOf = (path: string): number =>
    sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api.endsWith(path))?.total ?? 0;
  const details = () => callsOf('/processInstances');
  const lists = () => callsOf('/instanceIds/query');
  const unexplained = async () =>
    (await new ListDayApprovals(database.db).list(beijingDate(Date.now()), { part: 'unexplained' })).items;

  it('is collected when it passes after the beginning, by one detail, and never where it had passed before', async () => {
    const { sweep } = program(NO_LONGER);
    const [slow, slower] = launched(100, 41, 2);
    const [old] = launched(200, 42);
    const [refused] = launched(300, 43);
    if (!slow || !slower || !old || !refused) throw new Error('no approval');
    pass({ approval: old });
    await sweep();
    expect([lists(), details()]).toEqual([3 + 1, 0]);
    expect(await ids()).toEqual([]);

    pass({ approval: slow });
    Object.assign(refused, { status: 'COMPLETED', result: 'refuse', finishedAt: Date.now() });
    for (let day = 1; day < 7; day++) {
      days(1);
      await sweep();
    }
    expect([await ids(), lists(), details()]).toEqual([[], 4 + 6, 0]);
    days(1);
    await sweep();
    // Those that ran are asked about once a week.
    expect([await ids(), lists(), details()]).toEqual([idsOf([slow]), 10 + 3 + 1, 2]);
    expect(await unexplained()).toEqual([]);

    pass({ approval: slower });
    days(1);
    await sweep('manual');
    expect([await ids(), lists(), details()]).toEqual([idsOf([slow, slower]), 14 + 3 + 1, 3]);
    for (let day = 0; day < 8; day++) {
      days(1);
      await sweep();
    }
    // None of them runs any more: nothing more is asked.
    expect([await ids(), lists(), details()]).toEqual([idsOf([slow, slower]), 18 + 8, 3]);
  });

  it('stands among those that are not explained while the month has no calls to read it, and is collected in the next', async () => {
    const { sweep } = program(NO_LONGER);
    const [slow] = launched(100, 44);
    if (!slow) throw new Error('no approval');
    await sweep();
    days(8);
    pass({ approval: slow });
    const api = 'workflow/processInstances';
    sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'quota', api, skip: 0, times: 0 });
    expect((await sweep())?.state).toBe('failed');
    expect(await ids()).toEqual([]);
    expect(await unexplained()).toMatchObject([{ processInstanceId: slow.instanceId, next: expect.any(String) }]);
    sandbox.state.ctx.faults.clear();
    days(31);
    await sweep();
    expect(await ids()).toEqual(idsOf([slow]));
  });

  it('is followed by the scheme that is on: what passed under an earlier one that was off is not collected, what runs on is', async () => {
    const { sweep, pull, schemes } = program(NO_LONGER);
    const [passed, runs] = launched(100, 46, 2);
    if (!passed || !runs) throw new Error('no approval');
    await sweep();
    await database.db.inTransaction((tx) => tx.query('UPDATE scheme SET enabled = 0'));
    days(3);
    pass({ approval: passed });
    await putScheme(database.db, 's2', schemeContentFor(processCode()));
    const sweepSecond = async () => {
      const scheme = await schemes.get('s2');
      if (!scheme) throw new Error('the scheme is off');
      await (await pull.start(scheme, 'look-back', SYSTEM)).ended;
    };
    await sweepSecond();
    days(8);
    pass({ approval: runs });
    await sweepSecond();
    days(8);
    await sweepSecond();
    expect(await ids()).toEqual(idsOf([runs]));
  });

  it('is seen again where the first list of running ones broke off', async () => {
    const { sweep } = program(NO_LONGER);
    const [slow] = launched(100, 45);
    if (!slow) throw new Error('no approval');
    const api = 'workflow/processes/instanceIds/query';
    sandbox.state.ctx.faults.add({ system: 'dingtalk', kind: 'quota', api, skip: 1, times: 1 });
    expect((await sweep())?.state).toBe('failed');
    days(31);
    await sweep();
    pass({ approval: slow });
    days(8);
    await sweep();
    expect(await ids()).toEqual(idsOf([slow]));
  });

  it('is followed on where an event came before its detail said so, and the program was started again', async () => {
    const first = program({ ...NO_LONGER, RETRY_WAIT_MS: '0' });
    const [slow] = launched(100, 47);
    if (!slow) throw new Error('no approval');
    await first.sweep();
    const { eventId, eventType, body } = instanceEvent(slow, 'finish', Date.now());
    const corpId = String(body.corpId);
    await first.inbox.take({ channel: 'http', eventId, eventType, bornAt: null, corpId, body: JSON.stringify(body) });
    await first.events.run();
    expect(details()).toBeGreaterThan(0);
    pass({ approval: slow });
    days(8);
    await program(NO_LONGER).sweep();
    expect(await ids()).toEqual(idsOf([slow]));
  });

  it('is collected when it passes more than a year after its launch, when no list names it any more', async () => {
    const [slow] = launched(100, 48);
    if (!slow) throw new Error('no approval');
    for (let week = 0; week < 45; week++) {
      if (week === 42) pass({ approval: slow });
      await program(NO_LONGER).sweep();
      days(8);
    }
    expect(await ids()).toEqual(idsOf([slow]));
    expect(await unexplained()).toEqual([]);
  });
});

describe('a scheme that is switched off while bills of it are unfinished', () => {
  const switchTo = (on: 0 | 1) =>
    database.db.inTransaction((tx) => tx.query('UPDATE scheme SET enabled = ?, switched_at = ?', [on, Date.now()]));
  const hour = (): void => {
    vi.setSystemTime(Date.now() + DAY / 24);
  };
  const stateOf = async ({ instanceId }: SandboxApproval) =>
    (
      await database.db.query<{ state: string }>('SELECT state_kind AS state FROM bill WHERE process_instance_id = ?', [
        instanceId,
      ])
    )[0]?.state;
  const due = async (parts: ReturnType<typeof program>) => {
    await parts.schedule.onApplicationBootstrap();
    await parts.wakes.work.get('sweep')?.();
    return (await parts.runs.page({ limit: 200 })).items;
  };
  const EVERY = { SWEEP_INTERVAL_MS: '900000', LOOK_BACK_INTERVAL_MS: '3600000' };
  const amend = (original: SandboxApproval, action: 'MODIFY' | 'REVOKE') => {
    const made = sandbox.state.dingtalk.amend(original, action, true);
    Object.assign(made, { status: 'COMPLETED', result: 'agree', finishedAt: Date.now() });
    return made;
  };

  it('hears that an approval was cancelled or changed, collects nothing meanwhile, and takes up again without reading twice', async () => {
    const parts = program(EVERY);
    const batch = launched(1, 21, 4);
    for (const approval of batch) pass({ approval });
    const [kept, cancelled, changed] = batch;
    if (!kept || !cancelled || !changed) throw new Error('no approval');
    await parts.sweep();
    expect(await ids()).toEqual(idsOf(batch));

    await switchTo(0);
    const [fresh] = launched(0, 22);
    if (!fresh) throw new Error('no approval');
    pass({ approval: fresh });
    amend(cancelled, 'REVOKE');
    const change = amend(changed, 'MODIFY');
    hour();
    const [run] = await due(parts);
    expect(run).toMatchObject({ kind: 'amendments', state: 'done', created: 0 });
    expect([await stateOf(kept), await stateOf(cancelled), await stateOf(changed)]).toEqual([
      'collected',
      'superseded',
      'superseded',
    ]);
    expect(await ids()).toEqual(idsOf(batch));

    days(1);
    await switchTo(1);
    const details = () =>
      sandbox.state.ctx.calls.report().dingtalk.find(({ api }) => api.endsWith('/processInstances'));
    const before = details()?.total;
    expect(before).toBeGreaterThan(0);
    await parts.sweep();
    expect(details()?.total).toBe(before);
    expect(await ids()).toEqual(idsOf([...batch, fresh, change]));
    expect(await stateOf(change)).toBe('collected');
  });

  it('listens as seldom as a fifth of the month allows, at least daily, and after a gap in pieces that one run may pay for', async () => {
    const parts = program({ ...EVERY, DINGTALK_MONTHLY_CALLS: '1000' });
    const batch = launched(1, 23, 4);
    for (const approval of batch) pass({ approval });
    await parts.sweep();
    await switchTo(0);
    hour();
    let runs = await due(parts);
    const calls = runs[0]?.calls ?? 0;
    expect(calls).toBeGreaterThan(0);
    for (let n = 0; n < 10 * 24; n++) {
      hour();
      runs = await due(parts);
    }
    const spent = runs.filter(({ kind }) => kind === 'amendments').reduce((sum, run) => sum + run.calls, 0);
    expect(spent).toBeLessThanOrEqual(Math.max((0.2 * 1000) / 3, 11 * calls) * 1.3);
    expect(runs.filter(({ kind }) => kind === 'amendments').length).toBeGreaterThanOrEqual(10);

    const busy = launched(0, 24, 150);
    for (const approval of busy) pass({ approval });
    days(60);
    const [cancelled] = batch;
    if (!cancelled) throw new Error('no approval');
    amend(cancelled, 'REVOKE');
    let most = 0;
    for (let n = 0; n < 24 && (await stateOf(cancelled)) !== 'superseded'; n++) {
      hour();
      most = Math.max(most, (await due(parts))[0]?.calls ?? 0);
    }
    expect(await stateOf(cancelled)).toBe('superseded');
    expect(most).toBeLessThan(200);
  });

  it.each([
    [
      'asked by a person, running ones are read again that were read a little while ago',
      true,
      { DINGTALK_API_FAMILY: 'topapi' },
    ],
    [
      'by itself, running ones are read again, too',
      false,
      { DINGTALK_API_FAMILY: 'topapi', DINGTALK_MONTHLY_CALLS: '100000' },
    ],
    [
      'asked by a person, it looks also above the share of the month that sweeps may use, and not only at what an earlier look left',
      true,
      { DINGTALK_MONTHLY_CALLS: '14' },
    ],
  ])('counts as heard only what was read: %s', async (_, byPerson, settings) => {
    const parts = program({ ...EVERY, ...settings });
    const batch = launched(1, 26, 4);
    for (const approval of batch) pass({ approval });
    const [cancelled] = batch;
    if (!cancelled) throw new Error('no approval');
    await parts.sweep();
    await switchTo(0);
    const revoke = sandbox.state.dingtalk.amend(cancelled, 'REVOKE', true);
    days(2);
    await due(parts);
    expect(await stateOf(cancelled)).toBe('collected');
    Object.assign(revoke, { status: 'COMPLETED', result: 'agree', finishedAt: Date.now() });
    hour();
    const asked = Date.now();
    if (byPerson) await parts.start.start('s1', { userId: 'clerk', name: '会计', roles: ['reviewer'] });
    else await due(parts);
    await vi.waitFor(async () => {
      const [row] = await database.db.query<{ heard_until: unknown }>('SELECT heard_until FROM scheme');
      expect(Number(row?.heard_until)).toBeGreaterThanOrEqual(asked);
    });
    expect(await stateOf(cancelled)).toBe('superseded');
  });

  it('is left alone once nothing of it can be cancelled any more', async () => {
    const parts = program(EVERY);
    const [one] = launched(1, 25);
    if (!one) throw new Error('no approval');
    pass({ approval: one });
    await parts.sweep();
    await switchTo(0);
    await database.db.inTransaction((tx) => tx.query("UPDATE bill SET state_kind = 'excluded'"));
    days(2);
    expect((await due(parts))[0]?.kind).not.toBe('amendments');
  });
});

describe('where a scheme says from which day it collects', () => {
  const beginning = async (day: string) => {
    const content = JSON.stringify(schemeContentFor(processCode(), { cutOverDate: day }));
    await database.db.inTransaction((tx) => tx.query('UPDATE scheme_version SET content = ?', [content]));
  };
  const billOf = async ({ instanceId }: SandboxApproval) =>
    (
      await database.db.query<{ state_kind: string; reason: string | null }>(
        'SELECT state_kind, reason FROM bill WHERE process_instance_id = ?',
        [instanceId],
      )
    )[0];
  const amended = (original: SandboxApproval) => {
    const change = sandbox.state.dingtalk.amend(original, 'MODIFY', true);
    Object.assign(change, { status: 'COMPLETED', result: 'agree', finishedAt: Date.now() });
    return change;
  };

  it('an approval launched long before the first sweep is collected when it passes after that day, and is 期初 when it had passed', async () => {
    const { sweep, gaps } = program();
    const [slow] = launched(100, 31);
    const [old] = launched(80, 32);
    if (!slow || !old) throw new Error('no approval');
    pass({ approval: old });
    days(1);
    await beginning('2026-03-03');
    for (let n = 0; n < 10 && (n === 0 || (await gaps.show()).length > 0); n++) await sweep();
    expect(await ids()).toEqual(idsOf([old]));
    expect((await billOf(old))?.state_kind).toBe('handled-outside');
    days(20);
    pass({ approval: slow });
    for (let day = 0; day < 40 && (await billOf(slow)) === undefined; day += 5) {
      await sweep();
      days(5);
    }
    expect((await billOf(slow))?.state_kind).toBe('collected');
  });

  it('a change of an approval that was closed as 期初 stands held with both sums, also where the original comes after somebody let it go on', async () => {
    const { sweep } = program();
    const [first, second] = launched(3, 33, 2);
    if (!first || !second) throw new Error('no approval');
    for (const approval of [first, second]) pass({ approval });
    days(1);
    await beginning('2026-03-03');
    const change = amended(first);
    const other = amended(second);
    second.deleted = true;
    await sweep();
    expect((await billOf(first))?.state_kind).toBe('handled-outside');
    const held = await billOf(change);
    expect(held?.state_kind).toBe('held');
    expect(held?.reason).toMatch(/期初.*(原来 ¥[\d,.]+，改成 ¥[\d,.]+，[多少] ¥|金额没有变，都是 ¥)/);

    expect(await billOf(other)).toMatchObject({ state_kind: 'held', reason: expect.stringContaining('没有原审批') });
    await database.db.inTransaction((tx) =>
      tx.query(
        "UPDATE bill SET state_kind = 'ready', state = '{}', version = version + 1 WHERE process_instance_id = ?",
        [other.instanceId],
      ),
    );
    second.deleted = false;
    await sweep();
    expect((await billOf(second))?.state_kind).toBe('handled-outside');
    expect(await billOf(other)).toMatchObject({ state_kind: 'held', reason: expect.stringContaining('期初') });
  });
});

it('a sweep under a clock that was a day ahead does not blind the ones after it', async () => {
  const { sweep } = program();
  days(1);
  await sweep();
  days(-1);
  const [fresh] = launched(0, 7);
  if (!fresh) throw new Error('no approval');
  pass({ approval: fresh });
  await sweep('head');
  expect(await ids()).toEqual(idsOf([fresh]));
});
