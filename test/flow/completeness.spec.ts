import type { Completeness, DayProof } from '@dingdee/shared/completeness';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallMeter } from '../../server/src/connectors/dingtalk/call/call-meter.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { beijingClock, beijingDate } from '../../server/src/domain/beijing-time.js';
import { ListDayApprovals } from '../../server/src/read/day/list-day-approvals.js';
import { ShowDays } from '../../server/src/read/day/show-days.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** What DingTalk named as finished = ledger + left out for a reason, day by day; whatever is missing is red and has a name. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-02T10:00:00+08:00');

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
const passTime = (ms: number): void => {
  vi.setSystemTime(Date.now() + ms);
};
const finish = (approval: SandboxApproval, result: 'agree' | 'refuse' = 'agree'): void => {
  const finishedAt = Math.floor(sandbox.state.ctx.clock.now() / 1000) * 1000;
  Object.assign(approval, { status: 'COMPLETED', result, finishedAt });
};
/** Approvals launched `ago` before now, a minute after each other, that run until they finish. */
function launched(ago: number, seed: number, count = 1): SandboxApproval[] {
  const { clock } = sandbox.state.ctx;
  const made = sandbox.state.dingtalk.generate({ count: count + 5, seed, clean: true });
  const agreed = made.filter(({ fate }) => fate === 'agreed').slice(-count);
  for (const each of made) if (!agreed.includes(each)) each.deleted = true;
  const first = Math.floor((clock.now() - ago) / MINUTE) * MINUTE;
  for (const [i, each] of agreed.entries()) {
    const createdAt = first + i * MINUTE;
    const businessId = `${beijingClock(createdAt).replace(/\D/g, '').slice(0, 12)}${each.businessId.slice(12)}`;
    Object.assign(each, { status: 'RUNNING', result: '', finishedAt: undefined, createdAt, businessId });
  }
  sandbox.state.dingtalk.state.approvals.sort(processCode());
  return agreed;
}

function program(settings: Record<string, string> = {}) {
  const parts = intakeParts(database.db, sandbox, { DINGTALK_MONTHLY_CALLS: '100000', ...settings });
  const days = new ShowDays(database.db, parts.settings);
  const list = new ListDayApprovals(database.db);
  const sweep = async (kind: 'look-back' | 'head' | 'manual' = 'look-back') => {
    const scheme = await parts.schemes.get('s1');
    if (!scheme) throw new Error('the scheme is off');
    const { runId, ended } = await parts.pull.start(scheme, kind, SYSTEM);
    await ended;
    const [run] = await parts.runs.byIds([runId]);
    return run;
  };
  const show = (n = 60): Promise<Completeness> => days.show(n);
  const on = async (at: number): Promise<DayProof> => {
    const day = beijingDate(at);
    const found = (await show()).items.find((each) => each.day === day);
    if (!found) throw new Error(`no ${day}`);
    return found;
  };
  const unexplained = (at: number) => list.list(beijingDate(at), { processCode: processCode(), part: 'unexplained' });
  const leftOut = (at: number) => list.list(beijingDate(at), { processCode: processCode(), part: 'left-out' });
  return { ...parts, days, sweep, show, on, unexplained, leftOut };
}

/** From four fifths of the month on nothing is spent on what is owed. */
const MOSTLY_USED = { month: '2026-05', used: 900, total: 900, others: null, byPurpose: {} };

const counts = ({ state, finished, ledger, leftOut, unexplained }: DayProof) =>
  `${state}: ${finished.count} = ${ledger.count} + ${leftOut.count} + ${unexplained.count}`;
const billIds = async (): Promise<string[]> =>
  (await database.db.query<{ id: string }>('SELECT process_instance_id AS id FROM bill')).map(({ id }) => id).sort();
const idsOf = (list: readonly SandboxApproval[]): string[] => list.map(({ instanceId }) => instanceId).sort();

describe('a day', () => {
  it('adds up, with the sums of the forms, and is proven by the first look-back that begins after it has settled', async () => {
    const { sweep, on, leftOut } = program();
    const batch = launched(2 * DAY, 1, 6);
    for (const [i, approval] of batch.entries()) finish(approval, i < 4 ? 'agree' : 'refuse');
    await sweep();
    const day = Date.now();
    expect(counts(await on(day))).toBe('waiting: 6 = 4 + 2 + 0');
    const { items } = await leftOut(day);
    expect(items.map(({ processInstanceId }) => processInstanceId).sort()).toEqual(idsOf(batch.slice(4)));
    expect(items.map(({ reason }) => reason)).toEqual(['审批未通过（已拒绝）', '审批未通过（已拒绝）']);
    const fen = (list: readonly SandboxApproval[]) =>
      list.reduce((sum, { expected }) => sum + BigInt(expected.total.replace('.', '')), 0n);
    const { ledger, finished } = await on(day);
    expect(BigInt(ledger.amount.replace('.', ''))).toBe(fen(batch.slice(0, 4)));
    expect(BigInt(finished.amount.replace('.', ''))).toBe(fen(batch));
    passTime(DAY);
    await sweep();
    expect(counts(await on(day))).toBe('proven: 6 = 4 + 2 + 0');
    expect((await on(Date.now())).state).toBe('waiting');
  });

  it('is not proven where DingTalk’s clock may still date something before midnight', async () => {
    const { sweep, on } = program();
    await sweep();
    const day = Date.now();
    vi.setSystemTime(Date.parse(`${beijingDate(day)}T00:00:00+08:00`) + DAY + 5 * MINUTE);
    await sweep();
    expect((await on(day)).state).toBe('waiting');
    passTime(10 * MINUTE);
    await sweep();
    expect((await on(day)).state).toBe('proven');
  });

  it('is not proven by a look-back of several pages, which may shift while they are read, but by the next, whose pages do not', async () => {
    const { sweep, on } = program();
    const batch = launched(DAY, 10, 30);
    for (const approval of batch) finish(approval);
    const day = Date.now();
    passTime(DAY);
    await sweep();
    expect(counts(await on(day))).toBe('waiting: 30 = 30 + 0 + 0');
    await sweep();
    expect(counts(await on(day))).toBe('proven: 30 = 30 + 0 + 0');
  });

  it('is not proven while older launches are owed: one of them may have finished on it', async () => {
    const { sweep, on, gaps } = program({ DINGTALK_MONTHLY_CALLS: '1000', LONG_LOOK_BACK_DAYS: '45' });
    await sweep();
    passTime(40 * DAY);
    const [slow] = launched(60 * DAY, 11);
    if (!slow) throw new Error('no approval');
    finish(slow);
    const day = Date.now();
    passTime(20 * DAY);
    const used = vi.spyOn(CallMeter.prototype, 'current').mockResolvedValue(MOSTLY_USED);
    await sweep();
    expect((await gaps.show())[0]?.owed).not.toBeNull();
    expect((await on(day)).state).toBe('waiting');
    used.mockRestore();
    await sweep();
    expect(counts(await on(day))).toBe('proven: 1 = 1 + 0 + 0');
  });

  it('is not proven by a mark from the future, which a wrong clock left behind', async () => {
    const { sweep, on } = program();
    await sweep();
    const day = Date.now();
    passTime(DAY);
    const mark = (at: number) =>
      database.db.inTransaction((tx) => tx.query('UPDATE scheme SET proven_until = ?', [at]));
    await mark(Date.now() + 30 * DAY);
    expect((await on(day)).state).toBe('waiting');
    await sweep();
    expect((await on(day)).state).toBe('proven');
  });

  it('is not proven by a look-back that began before it was over and ended after: what finished meanwhile it may have passed', async () => {
    const { sweep, on, dingtalk } = program();
    const [late] = launched(10 * DAY, 12);
    const batch = launched(9 * DAY, 13, 30);
    if (!late) throw new Error('no approval');
    for (const approval of batch) finish(approval);
    await sweep();
    const day = Date.now();
    const at = (clock: string) => vi.setSystemTime(Date.parse(`${clock}+08:00`));
    at('2026-03-02T23:50:00');
    const list = dingtalk.listInstances.bind(dingtalk);
    const listing = vi.spyOn(dingtalk, 'listInstances').mockImplementation(async (window) => {
      const answer = await list(window);
      // Its page is read; it finishes before midnight, and the last page comes after the day has settled.
      if (late.status === 'RUNNING') {
        at('2026-03-02T23:55:00');
        finish(late);
        at('2026-03-03T00:15:00');
      }
      return answer;
    });
    await sweep();
    expect(listing.mock.calls.length).toBeGreaterThan(1);
    listing.mockRestore();
    expect(counts(await on(day))).toBe('waiting: 30 = 30 + 0 + 0');
    await sweep();
    expect(counts(await on(day))).toBe('proven: 31 = 31 + 0 + 0');
  });

  it('is not proven by a head sweep, which lists only the newest launches', async () => {
    const { sweep, on } = program();
    await sweep();
    const day = Date.now();
    passTime(DAY);
    await sweep('head');
    expect((await on(day)).state).toBe('waiting');
  });
});

describe('what cannot be read', () => {
  it('is red with its id, its cause and the next step, is read again by a sweep that does not list it, and the day is whole again', async () => {
    const { sweep, on, unexplained, days } = program();
    const [approval] = launched(40 * DAY, 2);
    if (!approval) throw new Error('no approval');
    finish(approval);
    const bad = sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'http-500',
      api: 'workflow/processInstances',
      times: 0,
    });
    await sweep();
    const day = Date.now();
    expect(counts(await on(day))).toBe('short: 1 = 0 + 0 + 1');
    const { items, total } = await unexplained(day);
    expect(total).toBe(1);
    expect(items).toMatchObject([{ processInstanceId: approval.instanceId }]);
    expect(items[0]?.reason).not.toBe('');
    expect(items[0]?.next).toContain('再读');
    expect(await days.incomplete()).toMatchObject({ count: 1, items: [{ day: beijingDate(day), count: 1 }] });
    sandbox.state.ctx.faults.clear(bad.id);
    // Longer ago than any sweep of today lists.
    passTime(8 * DAY);
    const before = listCalls();
    await sweep('head');
    expect(listCalls() - before).toBe(1);
    expect(await billIds()).toEqual([approval.instanceId]);
    // Until it was read nobody knew when it finished: it stood on the day on which it was listed, which is the same here.
    expect((await on(day)).unexplained.count).toBe(0);
    expect((await on(day)).ledger.count).toBe(1);
    expect(await days.incomplete()).toEqual({ count: 0, items: [] });
  });

  it('stays red until it is read, however long ago it was named', async () => {
    const { sweep, days } = program();
    const [approval] = launched(DAY, 2);
    if (!approval) throw new Error('no approval');
    finish(approval);
    const bad = sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'permission-denied',
      api: 'workflow/processInstances',
      times: 0,
    });
    await sweep();
    const day = beijingDate(Date.now());
    expect(await days.incomplete()).toMatchObject({ count: 1, items: [{ day, count: 1 }] });
    passTime(60 * DAY);
    await sweep();
    expect(await days.incomplete()).toMatchObject({ count: 1, items: [{ day, count: 1 }] });
    sandbox.state.ctx.faults.clear(bad.id);
    passTime(DAY);
    await sweep();
    expect(await billIds()).toEqual([approval.instanceId]);
    expect(await days.incomplete()).toEqual({ count: 0, items: [] });
  });

  it('is named also where the sweep broke off before it, and read by the next one', async () => {
    const { sweep, on, unexplained } = program({ DINGTALK_CONCURRENCY: '1' });
    const batch = launched(DAY, 3, 5);
    for (const approval of batch) finish(approval);
    sandbox.state.ctx.faults.add({
      system: 'dingtalk',
      kind: 'quota',
      api: 'workflow/processInstances',
      skip: 2,
      times: 0,
    });
    await sweep();
    const day = Date.now();
    const { finished, ledger, unexplained: missing } = await on(day);
    expect(missing.count).toBeGreaterThan(0);
    expect([finished.count, ledger.count + missing.count]).toEqual([5, 5]);
    expect((await unexplained(day)).items.every(({ next }) => next !== null)).toBe(true);
    sandbox.state.ctx.faults.clear();
    vi.setSystemTime(Date.parse('2026-04-01T10:00:00+08:00'));
    await sweep();
    expect(await billIds()).toEqual(idsOf(batch));
    expect((await on(day)).unexplained.count).toBe(0);
  });
});

describe('the ledger is asked itself', () => {
  it('a bill that vanished from it makes its day red, and comes back with the next sweep', async () => {
    const { sweep, on, unexplained } = program();
    const batch = launched(DAY, 4, 3);
    for (const approval of batch) finish(approval);
    await sweep();
    const day = Date.now();
    const [lost] = batch;
    await database.db.inTransaction((tx) =>
      tx.query('DELETE FROM bill WHERE process_instance_id = ?', [lost?.instanceId]),
    );
    expect(counts(await on(day))).toBe('short: 3 = 2 + 0 + 1');
    const { items } = await unexplained(day);
    expect(items).toMatchObject([{ processInstanceId: lost?.instanceId }]);
    expect(items[0]?.reason).toContain('台账里却没有');
    await sweep('manual');
    expect(counts(await on(day))).toBe('waiting: 3 = 3 + 0 + 0');
  });

  it('so that days before an update are proven by a look-back and not by what was noted', async () => {
    const { sweep, on } = program();
    const batch = launched(DAY, 5, 3);
    for (const [i, approval] of batch.entries()) finish(approval, i === 0 ? 'refuse' : 'agree');
    await sweep();
    const day = Date.now();
    await database.db.inTransaction(async (tx) => {
      await tx.query('DELETE FROM listed_approval');
      await tx.query('UPDATE scheme SET proven_until = NULL');
    });
    expect(counts(await on(day))).toBe('waiting: 0 = 0 + 0 + 0');
    passTime(DAY);
    await sweep();
    expect(counts(await on(day))).toBe('proven: 3 = 2 + 1 + 0');
  });
});

describe('never missed', () => {
  it('one that finishes weeks after its launch stands on the day on which it finished', async () => {
    const { sweep, on } = program();
    const [slow] = launched(30 * DAY, 6);
    if (!slow) throw new Error('no approval');
    await sweep();
    passTime(10 * DAY);
    finish(slow);
    const day = Date.now();
    await sweep('head');
    passTime(DAY);
    await sweep();
    expect(counts(await on(day))).toBe('proven: 1 = 1 + 0 + 0');
  });

  it('one that finishes beyond the look-back stands on its day once the monthly sweep has listed it', async () => {
    const { sweep, on, show } = program();
    const [slow] = launched(2 * DAY, 7);
    if (!slow) throw new Error('no approval');
    await sweep();
    passTime(60 * DAY);
    await sweep();
    finish(slow);
    const day = Date.now();
    for (let n = 0; n < 35; n++) {
      passTime(DAY);
      await sweep();
    }
    expect(await billIds()).toEqual([slow.instanceId]);
    expect(counts(await on(day))).toBe('proven: 1 = 1 + 0 + 0');
    expect((await show()).forms[0]?.longSweepAt).toBeGreaterThan(day);
  });

  it.each(['asc', 'desc'] as const)(
    'one that a page skips because another is deleted while pages are read (%s)',
    async (listOrder) => {
      const { sweep, on } = program();
      sandbox.state.ctx.switches.dingtalk.listOrder = listOrder;
      const batch = launched(10 * DAY, 8, 60);
      for (const approval of batch) finish(approval);
      for (const approval of batch.slice(15)) approval.deleted = true;
      await sweep();
      for (const approval of batch.slice(15)) approval.deleted = false;
      passTime(DAY);
      // The first of the second page moves onto the first, which has been read.
      const first = listOrder === 'asc' ? batch[0] : batch[59];
      if (!first) throw new Error('no approval');
      sandbox.state.dingtalk.state.shifts.add({ instanceId: first.instanceId, change: 'delete', pages: 1 });
      await sweep();
      const there = batch.filter(({ deleted }) => !deleted);
      expect(await billIds()).toEqual(expect.arrayContaining(idsOf(there)));
      expect((await on(START)).unexplained.count).toBe(0);
    },
  );

  it('one at the far end of a look-back that finishes while it goes on: the next one reaches back to when that began', async () => {
    const { sweep, dingtalk } = program();
    const [late] = launched(45 * DAY - 90 * MINUTE, 14);
    if (!late) throw new Error('no approval');
    await sweep();
    passTime(HOUR);
    const list = dingtalk.listInstances.bind(dingtalk);
    const listing = vi.spyOn(dingtalk, 'listInstances').mockImplementation(async (window) => {
      const answer = await list(window);
      if (late.status === 'RUNNING') {
        passTime(20 * MINUTE);
        finish(late);
        passTime(40 * MINUTE);
      }
      return answer;
    });
    await sweep();
    listing.mockRestore();
    expect(await billIds()).toEqual([]);
    passTime(10 * DAY);
    await sweep();
    expect(await billIds()).toEqual([late.instanceId]);
  });

  it('one that finishes while pages are read, behind what was read already: the day waits for the sweep after it', async () => {
    const { sweep, on } = program();
    const batch = launched(10 * DAY, 9, 50);
    const [late] = batch.slice(-1);
    for (const approval of batch.slice(0, -1)) finish(approval);
    await sweep();
    const day = Date.now();
    passTime(HOUR);
    sandbox.state.dingtalk.state.shifts.add({ instanceId: late?.instanceId ?? '', change: 'agree', pages: 2 });
    await sweep();
    passTime(DAY);
    await sweep();
    expect(await billIds()).toEqual(idsOf(batch));
    expect(counts(await on(day))).toBe('proven: 50 = 50 + 0 + 0');
  });

  it.each([-10, 10])(
    'one of a DingTalk whose clock is %i minutes off, launched and finished at any time of a sweep',
    async (off) => {
      const { sweep, on } = program();
      sandbox.state.ctx.clock.offsetMs = off * MINUTE;
      const all: SandboxApproval[] = [];
      const proven: number[] = [];
      const ofTheDay = () => all.filter(({ finishedAt }) => beijingDate(finishedAt ?? 0) === beijingDate(START)).length;
      await sweep();
      // Around midnight, 23:30 to 00:40: one passes every three minutes, and a sweep comes after each.
      vi.setSystemTime(Date.parse('2026-03-02T23:30:00+08:00'));
      for (let n = 0; n < 24; n++) {
        const [one] = launched(0, 20 + n);
        if (!one) throw new Error('no approval');
        finish(one);
        all.push(one);
        passTime(MINUTE);
        expect((await sweep(n % 2 === 0 ? 'head' : 'look-back'))?.state).toBe('done');
        passTime(2 * MINUTE);
        const first = await on(START);
        if (first.state === 'proven') proven.push(first.finished.count);
        // No day that was called proven gets another one.
        expect(proven.filter((count) => count !== ofTheDay())).toEqual([]);
      }
      expect(proven.length).toBeGreaterThan(0);
      passTime(20 * MINUTE);
      expect((await sweep('head'))?.state).toBe('done');
      await sweep();
      expect(await billIds()).toEqual(idsOf(all));
      expect(counts(await on(START))).toBe(`proven: ${ofTheDay()} = ${ofTheDay()} + 0 + 0`);
    },
  );
});

const listCalls = (): number =>
  sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /instanceIds\/query$/.test(api))
    .reduce((sum, { total }) => sum + total, 0);
