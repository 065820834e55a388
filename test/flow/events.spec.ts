import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiFamily } from '../../server/src/connectors/source.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import type { DeliveredEvent } from '../../server/src/intake/event/event-inbox.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { type InstanceEventType, instanceEvent } from '../sandbox/dingtalk/events.js';
import type { FaultKind } from '../sandbox/faults.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';
import { until } from './person.js';

const FAMILIES: readonly ApiFamily[] = ['v1', 'topapi'];
const SOON = { RETRY_WAIT_MS: '0' };

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
const anyOf = (list: readonly SandboxApproval[]): SandboxApproval => {
  const [first] = list;
  if (!first) throw new Error('the stand-in has no such approval');
  return first;
};
const rows = <T>(sql: string, parameters: unknown[] = []) => database.db.query<T>(sql, parameters);
const billIds = async () =>
  (await rows<{ id: string }>('SELECT process_instance_id AS id FROM bill ORDER BY process_instance_id')).map(
    ({ id }) => id,
  );
const states = async () =>
  (
    await rows<{ state: string; reason: string | null }>(
      'SELECT state, reason FROM dingtalk_event ORDER BY received_at, event_key',
    )
  ).map(({ state, reason }) => (reason === null ? state : `${state}: ${reason}`));
const idsOf = (list: readonly { instanceId: string }[]) => list.map(({ instanceId }) => instanceId).sort();
const fault = (kind: FaultKind, api: string, more: object = {}) =>
  sandbox.state.ctx.faults.add({ system: 'dingtalk', kind, api, ...more });
const calls = (api: RegExp) =>
  sandbox.state.ctx.calls
    .report()
    .dingtalk.filter((each) => api.test(each.api))
    .reduce((sum, { total }) => sum + total, 0);
const DETAIL = /processInstances$|processinstance\/get/;
const LIST = /instanceIds\/query|listids/;

function told(approval: SandboxApproval, change: Partial<DeliveredEvent> = {}, type: InstanceEventType = 'finish') {
  const event = instanceEvent(approval, type, sandbox.state.ctx.clock.now());
  return {
    channel: 'http' as const,
    eventId: event.eventId,
    eventType: event.eventType,
    bornAt: new Date(event.bornAt),
    corpId: String(event.body.corpId),
    body: JSON.stringify(event.body),
    ...change,
  };
}

async function given(family: ApiFamily = 'v1', settings: Record<string, string> = {}) {
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
  return intakeParts(database.db, sandbox, { DINGTALK_API_FAMILY: family, ...settings });
}

describe.each(FAMILIES)('an event that DingTalk delivered, through %s', (family) => {
  it('becomes a bill by exactly one detail call and no list, counted with a purpose and a record of its own', async () => {
    const { inbox, events, meter, runs, wakes } = await given(family);
    const approval = anyOf(agreed());
    await inbox.take(told(approval));
    expect(wakes.woken).toContain('event');
    await events.run();
    expect([await billIds(), calls(DETAIL), calls(LIST)]).toEqual([[approval.instanceId], 1, 0]);
    expect(await states()).toEqual(['done']);
    expect((await meter.current()).byPurpose).toEqual({ event: 1 });
    expect((await runs.page({ limit: 5 })).items).toMatchObject([
      { kind: 'event', state: 'done', seen: 1, created: 1, known: 0, calls: 1, failed: [] },
    ]);
    expect(wakes.woken).toContain('map');
  });

  it('of all that ended, shuffled and twice each, comes to one bill and one call each; the sweep after it fetches none of them', async () => {
    const { inbox, events, pull, schemes, runs } = await given(family);
    const ended = approvals().filter(({ status }) => status === 'COMPLETED');
    const all = ended.map((approval) => told(approval));
    const twice = [...all, ...all.toReversed(), ...ended.map((approval) => told(approval))];
    await Promise.all(twice.map((event) => inbox.take(event)));
    await events.run();
    expect(await billIds()).toEqual(idsOf(agreed()));
    expect(calls(DETAIL)).toBe(ended.length);
    expect(new Set(await states())).toEqual(new Set(['done']));
    const scheme = anyOfSchemes(await schemes.get('s1'));
    const { runId, ended: swept } = await pull.start(scheme, 'manual', SYSTEM);
    await swept;
    const [sweep] = await runs.byIds([runId]);
    expect(sweep?.created).toBe(0);
    const others = family === 'topapi' ? approvals().length - ended.length : 0;
    expect(calls(DETAIL)).toBe(ended.length + others);
  });
});

const anyOfSchemes = <T>(scheme: T | null): T => {
  if (scheme === null) throw new Error('the scheme is off');
  return scheme;
};

describe('an event', () => {
  it('of an approval that a sweep has brought already costs nothing', async () => {
    const { inbox, events, pull, schemes } = await given();
    await (await pull.start(anyOfSchemes(await schemes.get('s1')), 'manual', SYSTEM)).ended;
    const before = calls(/./);
    for (const approval of agreed()) await inbox.take(told(approval));
    await events.run();
    expect([calls(/./), await billIds()]).toEqual([before, idsOf(agreed())]);
    expect(new Set(await states())).toEqual(new Set(['done']));
  });

  it('of a change and of a cancellation voids the original, in whichever order they come', async () => {
    const { inbox, events } = await given();
    const [first, second] = agreed();
    if (!first || !second) throw new Error('no approvals');
    const changed = sandbox.state.dingtalk.amend(first, 'MODIFY', false);
    const revoked = sandbox.state.dingtalk.amend(second, 'REVOKE', false);
    for (const approval of [revoked, changed, second, first]) await inbox.take(told(approval));
    await events.run();
    const voided = await rows<{ id: string }>(
      "SELECT process_instance_id AS id FROM bill WHERE state_kind = 'superseded' ORDER BY process_instance_id",
    );
    expect(voided.map(({ id }) => id)).toEqual(idsOf([first, second]));
    expect(await billIds()).toEqual(idsOf([first, second, changed]));
    expect(calls(DETAIL)).toBe(4);
  });

  it('of a withdrawn approval costs no call: whoever launches and withdraws all day spends nothing of the month', async () => {
    const { inbox, events } = await given();
    const approval = anyOf(approvals().filter(({ status }) => status === 'TERMINATED'));
    for (let i = 0; i < 3; i++) await inbox.take(told(approval, {}, 'terminate'));
    await events.run();
    const out = 'left-out: withdrawn';
    expect([await billIds(), calls(DETAIL), await states()]).toEqual([[], 0, [out, out, out]]);
  });

  it('of a form that nobody collects, of a scheme that is off, or of a start costs no call', async () => {
    const { inbox, events } = await given();
    const other = anyOf(
      sandbox.state.dingtalk.state.approvals.all().filter((approval) => approval.processCode !== processCode()),
    );
    await inbox.take(told(other));
    await inbox.take(told(anyOf(agreed()), {}, 'start'));
    await events.run();
    await database.db.inTransaction((tx) => tx.query('UPDATE scheme SET enabled = 0'));
    await inbox.take(told(anyOf(agreed())));
    await events.run();
    expect((await states()).sort()).toEqual(['left-out: no-scheme', 'left-out: no-scheme', 'left-out: not-final']);
    expect([calls(/./), await billIds()]).toEqual([0, []]);
  });

  it('of an older shape, without the form, is understood where the approval is known and left to the sweeps where it is not', async () => {
    const { inbox, events, pull, schemes } = await given();
    const approval = anyOf(agreed());
    const { processCode: _, businessId: __, ...older } = JSON.parse(told(approval).body) as Record<string, unknown>;
    const event = (finishTime: number) =>
      told(approval, { eventId: '', body: JSON.stringify({ ...older, finishTime }) });
    await inbox.take(event(1));
    await events.run();
    expect([await states(), calls(/./)]).toEqual([['left-out: no-code'], 0]);
    await (await pull.start(anyOfSchemes(await schemes.get('s1')), 'manual', SYSTEM)).ended;
    await inbox.take(event(2));
    await events.run();
    expect((await states()).sort()).toEqual(['done', 'left-out: no-code']);
  });

  it('that comes before the detail shows the end is looked at again, three times at most', async () => {
    const { inbox, events } = await given('v1', SOON);
    const running = anyOf(approvals().filter(({ status }) => status === 'RUNNING'));
    await inbox.take(told(running));
    await events.run();
    expect([await states(), calls(DETAIL)]).toEqual([['left-out: still-open'], 3]);
    const late = anyOf(
      approvals().filter(({ status, instanceId }) => status === 'RUNNING' && instanceId !== running.instanceId),
    );
    await inbox.take(told(late));
    Object.assign(late, { status: 'COMPLETED', result: 'agree', finishedAt: sandbox.state.ctx.clock.now() });
    await events.run();
    expect(await billIds()).toEqual([late.instanceId]);
  });

  it.each<[FaultKind, string]>([
    ['permission-denied', 'left-out: refused'],
    ['quota', 'left-out: quota'],
  ])('whose detail is refused by %s is not asked for again: %s', async (kind, state) => {
    const { inbox, events } = await given('v1', SOON);
    fault(kind, 'processInstances', { times: 1 });
    await inbox.take(told(anyOf(agreed())));
    await events.run();
    expect([await states(), calls(DETAIL)]).toEqual([[state], 1]);
  });

  /** By the clock of the database, which is set anew now and then, what is put off may be due only at the next look. */
  const untilSettled = (events: { run(): Promise<unknown> }) =>
    until(
      async () => {
        await events.run();
        return states();
      },
      ([state]) => !state?.startsWith('retry'),
    );

  it('of an approval that was deleted meanwhile is left out, once it was not there twice', async () => {
    const { inbox, events } = await given('v1', SOON);
    const approval = anyOf(agreed());
    await inbox.take(told(approval));
    approval.deleted = true;
    await untilSettled(events);
    expect([await states(), await billIds(), calls(DETAIL)]).toEqual([['left-out: deleted'], [], 2]);
  });

  it('of an approval that DingTalk shows only at the second look becomes its bill', async () => {
    const { inbox, events } = await given();
    const approval = anyOf(agreed());
    await inbox.take(told(approval));
    approval.deleted = true;
    await events.run();
    expect(await states()).toEqual(['retry: gone']);
    approval.deleted = false;
    await untilSettled(events);
    expect([await states(), await billIds()]).toEqual([['done'], [approval.instanceId]]);
  });

  it('whose detail gets no answer is asked for again and becomes its bill', async () => {
    const { inbox, events, health } = await given('v1', { ...SOON, BREAKER_FAILURES: '1000' });
    const approval = anyOf(agreed());
    fault('reset', 'processInstances', { times: 6 });
    await inbox.take(told(approval));
    await untilSettled(events);
    expect([await states(), await billIds(), health.outage]).toEqual([['done'], [approval.instanceId], null]);
  });

  it('is left to the sweeps without a call once the month is used up', async () => {
    const { inbox, events, health } = await given('v1', SOON);
    Object.assign(sandbox.state.dingtalk.state.quota, { limit: 1, used: 1 });
    const [first, second] = agreed();
    if (!first || !second) throw new Error('no approvals');
    await inbox.take(told(first));
    await events.run();
    const before = calls(DETAIL);
    await inbox.take(told(second));
    await events.run();
    expect([health.isQuotaSpent(Date.now()), calls(DETAIL)]).toEqual([true, before]);
    expect(await states()).toEqual(['left-out: quota', 'left-out: quota']);
  });

  it('waits while everything is held, and goes on from there', async () => {
    const { inbox, events, holds } = await given();
    await database.db.inTransaction((tx) => holds.begin(tx, 'by-hand', { reason: 'x' }, SYSTEM));
    await inbox.take(told(anyOf(agreed())));
    await events.run();
    expect([await states(), calls(/./)]).toEqual([['received'], 0]);
    await database.db.inTransaction((tx) => tx.query('UPDATE ledger_hold SET released_at = 1'));
    await events.run();
    expect(await billIds()).toHaveLength(1);
  });

  it('that another process holds is left to it, and taken over when its lease is over', async () => {
    const { inbox, events } = await given();
    await inbox.take(told(anyOf(agreed())));
    const lease = (until: number) =>
      database.db.inTransaction((tx) =>
        tx.query("UPDATE dingtalk_event SET lease_token = 'theirs', lease_until = ?", [until]),
      );
    await lease(Date.now() + 60_000);
    await events.run();
    expect(await billIds()).toEqual([]);
    await lease(1);
    await events.run();
    expect([(await billIds()).length, calls(DETAIL)]).toEqual([1, 1]);
  });

  it('taken by two processes at once is one bill and one call', async () => {
    const one = await given();
    const two = intakeParts(database.db, sandbox);
    const list = agreed();
    await Promise.all(list.map((approval, i) => (i % 2 === 0 ? one : two).inbox.take(told(approval))));
    await Promise.all([one.events.run(), two.events.run()]);
    expect([await billIds(), calls(DETAIL)]).toEqual([idsOf(list), list.length]);
  });

  it('is written into one record an hour of its scheme, whose counts add up', async () => {
    const { inbox, events, runs } = await given();
    const list = approvals().filter(({ status }) => status === 'COMPLETED');
    for (const approval of list.slice(0, 6)) {
      await inbox.take(told(approval));
      await events.run();
    }
    const { items } = await runs.page({ limit: 50 });
    expect(items.length).toBeLessThanOrEqual(2);
    const sum = (of: (run: (typeof items)[number]) => number) => items.reduce((total, run) => total + of(run), 0);
    expect([sum(({ seen }) => seen), sum((run) => run.calls)]).toEqual([6, 6]);
    expect(sum((run) => run.created + run.skipped.reduce((n, { count }) => n + count, 0))).toBe(6);
  });
});
