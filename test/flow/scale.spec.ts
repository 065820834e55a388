import type { StageTotals } from '@dingdee/shared/bill';
import { afterEach, describe, expect, it } from 'vitest';
import { approveAll, collect, fixMappings, type Office, openOffice, pushAll, settled } from './office.js';
import { Person, until } from './person.js';
import { type ScaledStack, startScaled } from './scale.js';

let stack: ScaledStack | null = null;
afterEach(async () => {
  await stack?.close();
  stack = null;
});

/** Every agreed approval is one audited bill and one comment, counted on the other side. */
function expectExactlyAll({ sandbox }: ScaledStack, count: number): void {
  const agreed = sandbox.state.dingtalk.state.approvals
    .all()
    .filter(({ processCode }) => processCode === sandbox.dingtalk.processCodes.费用报销)
    .filter(({ status, result }) => status === 'COMPLETED' && result === 'agree');
  const bills = sandbox.state.kingdee.ledger.report();
  expect(agreed).toHaveLength(count);
  expect(bills.map(({ thirdBillNo }) => thirdBillNo).sort()).toEqual(agreed.map(({ instanceId }) => instanceId).sort());
  expect(bills.filter(({ status }) => status !== 'C')).toEqual([]);
  expect(agreed.filter(({ comments }) => comments.length !== 1).map(({ instanceId }) => instanceId)).toEqual([]);
}

/** 现在采集 pressed on both processes at the same moment. */
async function collectOnBoth(started: ScaledStack, office: Office): Promise<void> {
  const people = await Promise.all(
    started.servers.map(({ url }) => Person.login({ ...started, url, origin: started.url }, office.admin.userId)),
  );
  await Promise.all(people.map((person) => person.post('/api/runs', {})));
  await collect(office);
}

const FAST = { KINGDEE_BATCH: '10', DUE_SWEEP_MS: '300' };

describe('two processes on one MariaDB and one Redis', () => {
  it('turn 200 approvals into exactly 200 bills, share the work, and never exceed KINGDEE_CONCURRENCY together', async () => {
    const started = await startScaled({
      sandbox: { approvals: 200, clean: true },
      settings: { ...FAST, KINGDEE_CONCURRENCY: '3' },
    });
    stack = started;
    started.sandbox.state.ctx.switches.kingdee.latencyMs = 60;
    const office = await openOffice(started);
    await collectOnBoth(started, office);
    await fixMappings(office);
    await approveAll(office);
    const saves = () =>
      started.servers.map(({ kingdee }) =>
        [...kingdee.arrivals].reduce((sum, [path, times]) => sum + (path.includes('BatchSave') ? times.length : 0), 0),
      );
    await pushAll(office);
    expectExactlyAll(started, 200);
    expect(started.inFlight.most).toBe(3);
    expect(Math.min(...saves())).toBeGreaterThan(0);
    const totals = await office.admin.get<StageTotals>('/api/bills/stages');
    expect(totals.stages.find(({ stage }) => stage === 'booked')?.count).toBe(200);
  });

  it('keep one call limit together: never more than 20 calls of an API in a second’s window, and none refused', async () => {
    const started = await startScaled({
      sandbox: { approvals: 60, clean: true, qps: 20 },
      settings: { ...FAST, DINGTALK_QPS: '20' },
    });
    stack = started;
    const office = await openOffice(started);
    await collectOnBoth(started, office);
    await fixMappings(office);
    await approveAll(office);
    await pushAll(office);
    expectExactlyAll(started, 60);
    const fronts = started.servers.map(({ dingtalk }) => dingtalk);
    const report = started.sandbox.state.ctx.calls.report().dingtalk;
    const details = report.find(({ api }) => api.endsWith('/processInstances'));
    expect(details?.total).toBeGreaterThan(60);
    for (const { api, throttled, maxPerSecond } of report)
      expect([api, throttled, maxPerSecond <= 20]).toEqual([api, 0, true]);
    expect(Math.min(...fronts.map((front) => front.total()))).toBeGreaterThan(10);
  });

  it('lose Redis in the middle of a push and lose nothing else: still exactly all', async () => {
    const started = await startScaled({ sandbox: { approvals: 120, clean: true }, settings: FAST });
    stack = started;
    started.sandbox.state.ctx.switches.kingdee.latencyMs = 150;
    const office = await openOffice(started);
    await collect(office);
    await fixMappings(office);
    await approveAll(office);
    const pushing = pushAll(office);
    const booked = () => started.sandbox.state.kingdee.ledger.report().filter(({ status }) => status === 'C').length;
    await until(
      async () => booked(),
      (count) => count > 0,
    );
    await started.redis.kill();
    expect(booked()).toBeLessThan(120);
    await pushing;
    expectExactlyAll(started, 120);

    // What comes while Redis is away is not waited for either, and afterwards everything goes on over Redis.
    await fetch(`${started.sandbox.control.url}/approvals`, {
      method: 'POST',
      body: JSON.stringify({ count: 10, seed: 77 }),
    });
    await collect(office);
    await fixMappings(office);
    await started.redis.start();
    await approveAll(office);
    await pushAll(office);
    await settled(office);
    const lost = started.servers.map(({ log }) => log().match(/连不上 Redis/g)?.length);
    expect(lost).toEqual([1, 1]);
    const bills = started.sandbox.state.kingdee.ledger.report();
    expect(new Set(bills.map(({ thirdBillNo }) => thirdBillNo)).size).toBe(bills.length);
    expect(bills.length).toBeGreaterThan(120);
  });

  it('tell through any of them what the other one does', async () => {
    const started = await startScaled({ sandbox: { approvals: 5, clean: true }, settings: FAST });
    stack = started;
    const office = await openOffice(started);
    const [first, second] = started.servers;
    if (!first || !second) throw new Error('two servers');
    const listener = await Person.login({ ...started, url: first.url, origin: started.url }, office.admin.userId);
    const doer = await Person.login({ ...started, url: second.url, origin: started.url }, office.admin.userId);
    const heard = listener.listen('/api/events');
    await doer.post('/api/runs', {});
    await until(
      async () => heard.kinds(),
      (kinds) => kinds.includes('run') && kinds.some((kind) => kind.startsWith('bill')),
    );
    heard.close();
  });

  it('need no sticky sessions: a stream is heard through either, and goes on at the other one where its own has gone', async () => {
    const started = await startScaled({ sandbox: { approvals: 5, clean: true }, settings: FAST });
    stack = started;
    const office = await openOffice(started);
    const [first, second] = started.servers;
    if (!first || !second) throw new Error('two servers');
    const doer = await Person.login({ ...started, url: second.url, origin: started.url }, office.admin.userId);
    // Taken in turn, so each of the two is served by another process.
    const streams = [office.admin.listen('/api/events'), office.admin.listen('/api/events')];
    await doer.post('/api/runs', {});
    for (const stream of streams)
      await until(
        async () => stream.kinds(),
        (kinds) => kinds.includes('run'),
      );

    await first.kill();
    const ended = () => streams.filter((stream) => stream.ended());
    await until(
      async () => ended().length,
      (count) => count === 1,
    );
    const since = ended()[0]?.lastId();
    await doer.post('/api/runs', {});
    // As a page does: it tries again until the proxy leads it to a process that lives.
    let again = office.admin.listen('/api/events', since);
    await until(
      async () => {
        if (again.ended()) again = office.admin.listen('/api/events', since);
        return again.kinds();
      },
      (kinds) => kinds.includes('run'),
    );
    for (const stream of [again, ...streams]) stream.close();
  });
});
