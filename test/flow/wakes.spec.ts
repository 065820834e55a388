import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BullMqWakes } from '../../server/src/queue/bullmq-wakes.js';
import { RedisLink } from '../../server/src/queue/redis-link.js';
import type { WakeName } from '../../server/src/queue/wakes.js';
import { gate } from './batch.js';
import { type OwnRedis, startRedis } from './redis.js';

let redis: OwnRedis;
/** For looking in from outside. */
let look: ReturnType<RedisLink['connection']>;
const running: { wakes: BullMqWakes; link: RedisLink }[] = [];
let installation = 0;

beforeAll(async () => {
  redis = await startRedis();
  look = new RedisLink(redis.url).connection({ retryStrategy: () => 100 });
});
afterAll(async () => {
  look.disconnect();
  await redis.close();
});
afterEach(async () => {
  for (const { wakes, link } of running.splice(0)) {
    await wakes.close();
    link.onApplicationShutdown();
  }
  installation += 1;
});

/** What one server process has of the queue. */
async function process(told: string[] = []) {
  const note = (line: string) => told.push(line);
  const link = new RedisLink(redis.url, { log: note, warn: note });
  await link.open();
  const wakes = new BullMqWakes(link, `spec:${installation}`);
  running.push({ wakes, link });
  return { wakes, link };
}
/** Counts the runs of a job. @param work how long each takes */
const counted = (wakes: BullMqWakes, name: WakeName, work: () => Promise<unknown> = async () => undefined) => {
  const seen = { runs: 0, now: 0, most: 0 };
  wakes.on(name, async () => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await work();
    seen.now -= 1;
    seen.runs += 1;
  });
  return seen;
};
/** As a machine that has no time for this process. */
function standStill(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}
const until = (holds: () => boolean, timeout = 10_000) => vi.waitFor(() => expect(holds()).toBe(true), { timeout });

describe('wakes over Redis', () => {
  it('a wake runs in one of two processes', async () => {
    const [a, b] = [await process(), await process()];
    const [inA, inB] = [counted(a.wakes, 'push'), counted(b.wakes, 'push')];
    a.wakes.wake('push');
    await until(() => inA.runs + inB.runs > 0);
    await sleep(300);
    expect(inA.runs + inB.runs).toBe(1);
  });

  it('wakes that wait become one, and one during a run causes one more', async () => {
    const { wakes } = await process();
    const first = gate();
    const seen = counted(wakes, 'map', () => first.until);
    for (let i = 0; i < 20; i++) wakes.wake('map');
    await until(() => seen.now === 1);
    await sleep(150);
    for (let i = 0; i < 20; i++) wakes.wake('map');
    await sleep(150);
    first.letGo();
    await until(() => seen.runs === 2);
    await sleep(600);
    expect(seen).toMatchObject({ runs: 2, most: 1 });
  });

  it('a second process helps while the first is busy, neither does two things at once', async () => {
    const [a, b] = [await process(), await process()];
    const both = gate();
    const [inA, inB] = [counted(a.wakes, 'push', () => both.until), counted(b.wakes, 'push', () => both.until)];
    a.wakes.wake('push');
    await until(() => inA.now + inB.now === 1);
    await sleep(100);
    a.wakes.wake('push');
    await until(() => inA.now + inB.now === 2);
    both.letGo();
    await until(() => inA.runs + inB.runs === 2);
    expect([inA.most, inB.most]).toEqual([1, 1]);
  });

  it('a schedule of three processes is one schedule', async () => {
    const all = [await process(), await process(), await process()];
    const seen = all.map(({ wakes }) => counted(wakes, 'probe'));
    const started = performance.now();
    for (const { wakes } of all) wakes.every('probe', 200);
    const runs = () => seen.reduce((sum, each) => sum + each.runs, 0);
    await until(() => runs() >= 8);
    // Three schedules would have made three times as many in this time; each process may begin with one of its own.
    expect(runs()).toBeLessThanOrEqual((performance.now() - started) / 200 + 4);
  });

  it('jobs carry nothing but the name, and leave nothing behind', async () => {
    const { wakes } = await process();
    const work = gate();
    const seen = counted(wakes, 'writeback', () => work.until);
    wakes.wake('writeback');
    await until(() => seen.now === 1);
    const job = await look.hgetall(`spec:${installation}:writeback:1`);
    expect([job.name, job.data]).toEqual(['writeback', 'null']);
    work.letGo();
    await until(() => seen.runs === 1);
    await expect.poll(() => look.exists(`spec:${installation}:writeback:1`), { timeout: 10_000 }).toBe(0);
  });

  it('a schedule that no process knows any more is taken down', async () => {
    const old = await process();
    counted(old.wakes, 'sweep');
    old.wakes.every('sweep', 100);
    await sleep(300);
    await old.wakes.close();
    const { wakes } = await process();
    const seen = counted(wakes, 'sweep');
    await sleep(700);
    expect(seen.runs).toBe(0);
    expect(await look.zcard(`spec:${installation}:sweep:repeat`)).toBe(0);
  });
});

describe('Redis lost in the middle', () => {
  it('is told once, local timers go on, everything is woken once, and Redis is used again when it is back', async () => {
    const told: string[] = [];
    const { wakes, link } = await process(told);
    const [push, map] = [counted(wakes, 'push'), counted(wakes, 'map')];
    wakes.every('push', 200);
    await until(() => push.runs > 1);

    await redis.kill();
    await until(() => !link.up);
    await until(() => map.runs === 1);
    const before = push.runs;
    await until(() => push.runs >= before + 3);
    wakes.wake('map');
    await until(() => map.runs === 2);

    await redis.start();
    await until(() => link.up);
    const after = push.runs;
    await until(() => push.runs > after + 2);
    expect(await look.zcard(`spec:${installation}:push:repeat`)).toBe(1);
    wakes.wake('map');
    await until(() => map.runs === 3);
    expect(told).toHaveLength(2);
  });

  it('is not what a process that stands still thinks, whatever it was waiting for', async () => {
    const told: string[] = [];
    const { wakes, link } = await process(told);
    const [push, map] = [counted(wakes, 'push'), counted(wakes, 'map')];
    wakes.every('push', 200);
    await until(() => push.runs > 1);
    // Longer than an answer may take, then longer than a worker waits for its next job.
    for (const ms of [3_000, 8_000]) {
      const asked = link.ask((client) => client.ping());
      const before = map.runs;
      wakes.wake('map');
      standStill(ms);
      expect(await asked).toBe('PONG');
      await until(() => map.runs > before);
      await sleep(1_500);
    }
    expect([told, link.up]).toEqual([[], true]);
    const after = push.runs;
    await until(() => push.runs > after + 2);
  });

  it('that is away at the start is waited for by nobody', async () => {
    await redis.kill();
    const { wakes, link } = await process();
    const seen = counted(wakes, 'push');
    wakes.every('push', 100);
    wakes.wake('push');
    await until(() => seen.runs >= 3);
    expect(link.up).toBe(false);
    await redis.start();
    await until(() => link.up);
    const before = seen.runs;
    await until(() => seen.runs > before + 2);
  });
});
