import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PacedCalls } from '../../server/src/connectors/dingtalk/call/call-limiter.js';
import { RedisCalls } from '../../server/src/connectors/dingtalk/call/redis-calls.js';
import { RedisLink } from '../../server/src/queue/redis-link.js';
import { type OwnRedis, startRedis } from './redis.js';

const PROCESSES = 3;
const SILENT = { log: () => undefined, warn: () => undefined };
let redis: OwnRedis;
const links: RedisLink[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis?.close());
afterEach(() => {
  for (const link of links.splice(0)) link.onApplicationShutdown();
});

/** As many limiters as processes, each with connections of its own. */
async function limiters(app: string): Promise<RedisCalls[]> {
  return Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const link = new RedisLink(redis.url, SILENT);
      links.push(link);
      await link.open();
      return new RedisCalls(link, app, 20, new PacedCalls(20, undefined, () => PROCESSES));
    }),
  );
}

/** All of them as busy as they may be, eight callers each. */
async function callAll(all: readonly RedisCalls[], path: string, ms: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + ms;
  const callers = all.flatMap((limiter) => Array.from({ length: 8 }, () => limiter));
  await Promise.all(
    callers.map(async (limiter) => {
      while (performance.now() < end) {
        await limiter.take(path);
        times.push(performance.now());
      }
    }),
  );
  return times.sort((a, b) => a - b);
}

const mostInAnySecond = (times: readonly number[]) =>
  Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length));
const between = (times: readonly number[], from: number, to: number) =>
  times.filter((at) => at >= from && at < to).length;

describe('the call limit over processes', () => {
  it('is one rate for all of them: never more than 20 calls in any second', async () => {
    const times = await callAll(await limiters('one'), '/v1.0/workflow/processInstances', 5_000);
    expect(times.length).toBeGreaterThan(20);
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(20);
  });

  it('counts each API path and each app on its own', async () => {
    const [one] = await limiters('a');
    const [other] = await limiters('b');
    await one?.take('/x');
    const order: string[] = [];
    await Promise.all([
      one?.take('/x').then(() => order.push('again')),
      one?.take('/y').then(() => order.push('other path')),
      other?.take('/x').then(() => order.push('other app')),
    ]);
    expect(order.at(-1)).toBe('again');
  });

  it('holds while Redis goes and comes back: each takes its share, and calls go on', async () => {
    const all = await limiters('outage');
    const started = performance.now();
    const calling = callAll(all, '/topapi/process/instance', 13_000);
    await sleep(2_000);
    await redis.kill();
    await sleep(5_000);
    await redis.start();
    const times = await calling;
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(20);
    expect(between(times, started + 4_000, started + 6_500)).toBeGreaterThan(0);
    expect(between(times, started + 7_500, started + 10_000)).toBeGreaterThan(0);
  });
});
