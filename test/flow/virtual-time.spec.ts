import './virtual-time.js';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  closeSound,
  collectAndApprove,
  commentsSettled,
  confirmPush,
  gate,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  startOffice,
} from './batch.js';
import { until } from './person.js';
import { VirtualClock } from './virtual-clock.js';
import { realPause, VirtualDriver } from './virtual-driver.js';
import { inVirtualTime, pass, startOver } from './virtual-time.js';

const MONDAY = '2026-10-26T02:00:00.000Z';

/** An office with the product's own waits; what reaches the stand-ins is written down with its time. */
async function withOffice(act: (run: RunningOffice) => Promise<void>): Promise<string[]> {
  const began = performance.now();
  const run = await startOffice();
  const journal: string[] = [];
  const { calls } = run.stack.sandbox.state.ctx;
  const record = calls.record.bind(calls);
  calls.record = (system, api, nowMs) => {
    journal.push(`${Math.round(performance.now() - began)} ${system} ${api}`);
    return record(system, api, nowMs);
  };
  try {
    await act(run);
  } finally {
    await closeSound(run);
  }
  return journal;
}

describe.skipIf(!inVirtualTime)('in virtual time', () => {
  // Before anything else: two that move on at the same time would wait for each other.
  it('what stays open is named, and nothing goes past it', async () => {
    const clock = new VirtualClock(0);
    let fired = false;
    clock.after(1, () => {
      fired = true;
    });
    const told: Error[] = [];
    const driver = new VirtualDriver(clock, (error) => told.push(error), 50);
    const open = createSocket('udp4').bind(0, '127.0.0.1');
    await new Promise((resolve) => open.once('listening', resolve));
    driver.begin();
    await realPause(200);
    const firedBefore = fired;
    open.close();
    await realPause(200);
    driver.end();
    expect([firedBefore, fired, told[0]?.message]).toEqual([false, true, expect.stringContaining('UDPWrap')]);
  });

  it('a day passes at once, by the clock, by timers and by what counts the uptime alike', async () => {
    startOver(1);
    const uptime = performance.now();
    expect(new Date().toISOString()).toBe(MONDAY);
    const fired: string[] = [];
    const often = setInterval(() => fired.push('often'), 3_600_000);
    setTimeout(() => fired.push('cleared'), 3_600_000).close();
    setTimeout((what: string) => fired.push(what), 3_600_000, 'once').unref();
    expect(AbortSignal.timeout(1_000).aborted).toBe(false);
    const [early, late] = [AbortSignal.timeout(1_000), AbortSignal.timeout(90_000_000)];
    await pass('3.5 h');
    clearInterval(Number(often));
    await pass('20.5 h');
    expect(fired).toEqual(['often', 'once', 'often', 'often']);
    expect([early.aborted, late.aborted]).toEqual([true, false]);
    expect([performance.now() - uptime, Date.now() - Date.parse(MONDAY)]).toEqual([86_400_000, 86_400_000]);
    await expect(sleep(1_000, null, { signal: early })).rejects.toThrow('aborted');
  });

  it('stands still while a file is read, and as long as the spec itself has something to do at once', async () => {
    const before = Date.now();
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, 1);
    for (let times = 0; times < 50; times++) await readFile(new URL(import.meta.url));
    for (let times = 0; times < 50; times++) await new Promise((resolve) => setImmediate(resolve));
    expect([Date.now() - before, fired]).toEqual([0, false]);
    await pass('1 ms');
    expect(fired).toBe(true);
  });

  it('brings bytes in their order, each some ms later, before anything that is due after them; an end comes last', async () => {
    const far = gate();
    const came: string[] = [];
    const server = net.createServer((socket: Socket) => {
      socket.on('data', (bytes) => came.push(`${bytes.toString()} after ${Date.now() - sent} ms`));
      socket.on('end', far.letGo);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = net.connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const sent = Date.now();
    for (let number = 0; number < 20; number++) socket.write(`${number}`);
    socket.end();
    expect(came).toEqual([]);
    await pass('20 ms');
    expect(came.map((line) => line.split(' ')[0])).toEqual([...Array(20).keys()].map(String));
    const waited = came.map((line) => Number(line.split(' ')[2]));
    expect([Math.min(...waited) >= 1, Math.max(...waited) <= 20]).toEqual([true, true]);
    await far.until;
    server.close();
  });

  it('what looks every second looks seldom once nothing was sent for long, where that is wished, and as before with the next piece', () => {
    const clock = new VirtualClock(0);
    const after = (ms: number): void => {
      clock.after(ms, () => undefined);
      clock.step();
    };
    after(60_000);
    expect(clock.untilNextLook(1_000)).toBe(1_000);
    clock.calmAfterMs = 30_000;
    expect([1_000, 60_000].map((ms) => clock.untilNextLook(ms))).toEqual([30_000, 60_000]);
    clock.stirs();
    after(30_000);
    expect(clock.untilNextLook(1_000)).toBe(1_000);
  });

  it('closes no connection because the machine is slow', async () => {
    const limits = { headersTimeout: 10, requestTimeout: 10, connectionsCheckingInterval: 10 };
    const server = createServer(limits, (_request, response) => response.end('there'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n');
    await pass('100 ms');
    await realPause(100);
    const heard = once(socket, 'data');
    socket.write('Connection: close\r\n\r\n');
    expect(String((await heard)[0])).toContain('200 OK');
    socket.destroy();
    server.close();
  });

  it('refuses a connection where nobody listens, and breaks what is reset, as a system does', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/reset') request.socket.resetAndDestroy();
      else response.end('there');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(url)).text()).toBe('there');
    await expect(fetch(`${url}/reset`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    server.close();
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await expect(fetch('http://kingdee.invalid/')).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } });
  });

  it('an hour without Kingdee, with the waits of the product itself, passes within the time of a test; each bill and comment is there once', async () => {
    await withOffice(async (run) => {
      const began = Date.now();
      const batch = newApprovals(run, { count: 12, seed: 7 });
      await collectAndApprove(run);
      const { faults } = run.stack.sandbox.state.ctx;
      faults.add({ system: 'kingdee', kind: 'reset', api: '', times: 100_000 });
      const order = await confirmPush(run);
      await pass('1 h');
      expect(faults.fired).toBeGreaterThan(0);
      faults.clear();
      await orderSettled(run, order);
      await commentsSettled(run);
      mustBeOnce(run, batch);
      expect(Date.now() - began).toBeGreaterThan(3_600_000);
    });
  });

  it('a server that is killed leaves what it had committed, hears nothing any more and does nothing; the next one goes on', async () => {
    await withOffice(async (run) => {
      const { sandbox } = run.stack;
      const calls = (): number =>
        Object.values(sandbox.state.ctx.calls.report())
          .flat()
          .reduce((sum, { total }) => sum + total, 0);
      const batch = newApprovals(run, { count: 6, seed: 11 });
      await collectAndApprove(run);
      for (const sent of [false, true]) {
        const died = run.stack.dieAfter(1, sent);
        await confirmPush(run).catch(() => undefined);
        await died;
        await expect(fetch(`${run.stack.url}/health/live`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
        await pass('1 s');
        const before = calls();
        await pass('1 h');
        expect(calls()).toBe(before);
        await run.stack.restart();
      }
      await pass('15 min');
      const pending = await run.office.pusher.all('/api/bills?stage=push');
      if (pending.length > 0) await orderSettled(run, await confirmPush(run));
      await commentsSettled(run);
      mustBeOnce(run, batch);
    });
  });

  it('one seed tells the same story at the same ms each time, another seed another one', async () => {
    const story = (seed: number) => {
      startOver(seed);
      return withOffice(async (run) => {
        const batch = newApprovals(run, { count: 8, seed: 9 });
        await collectAndApprove(run);
        run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'lose-answer', api: '.BatchSave.' });
        await orderSettled(run, await confirmPush(run));
        await commentsSettled(run);
        mustBeOnce(run, batch);
      });
    };
    const [one, again, other] = [await story(5), await story(5), await story(6)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(other.length).toBeGreaterThan(20);
  });
});

it('looks and waits alike, whatever time goes', async () => {
  const began = Date.now();
  await pass('50 ms');
  const looks = await until(
    async () => Date.now() - began,
    (passed) => passed > 200,
  );
  expect(looks).toBeGreaterThan(200);
});
