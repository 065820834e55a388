import { describe, expect, it } from 'vitest';
import { type Clock, PacedCalls, UnlimitedCalls } from './call-limiter.js';

/** A clock of its own, whose sleeps may come late. */
function fakeClock(late: () => number = () => 0): Clock & { at: number } {
  const clock = {
    at: 1_000,
    now: () => clock.at,
    sleep: async (ms: number) => {
      // Callers that were let through go on before time does.
      await new Promise((resolve) => setImmediate(resolve));
      clock.at += ms + late();
    },
  };
  return clock;
}

async function releases(calls: number, clock: ReturnType<typeof fakeClock>, paths = ['/a']): Promise<number[]> {
  const limiter = new PacedCalls(20, clock);
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: calls }, async (_, i) => {
      await limiter.take(paths[i % paths.length] ?? '/a');
      times.push(clock.now());
    }),
  );
  return times;
}

const mostInAnySecond = (times: readonly number[]) =>
  Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length));
const perSecond = (times: readonly number[]) => (times.length - 1) / (((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000);

describe('PacedCalls', () => {
  it('paces 19.5 calls a second, the first at once', async () => {
    const times = await releases(400, fakeClock());
    expect(times[0]).toBe(1_000);
    expect(perSecond(times)).toBeGreaterThan(19.4);
    expect(perSecond(times)).toBeLessThan(19.6);
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(20);
  });

  it.each([12, 50])('makes up for timers up to %i ms late, without ever exceeding 20 in any second', async (most) => {
    let seed = 7;
    const late = () => {
      seed = (seed * 16807) % 2147483647;
      return seed % most;
    };
    const times = await releases(1000, fakeClock(late));
    expect(perSecond(times)).toBeGreaterThanOrEqual(19);
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(20);
  });

  it('does not save up calls while nobody asks', async () => {
    const clock = fakeClock();
    const limiter = new PacedCalls(20, clock);
    await limiter.take('/a');
    clock.at += 60_000;
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      await limiter.take('/a');
      times.push(clock.at);
    }
    expect((times[4] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(4 * 51 - 1);
  });

  it('counts each API path on its own', async () => {
    const clock = fakeClock();
    const limiter = new PacedCalls(20, clock);
    await limiter.take('/a');
    const before = clock.at;
    await limiter.take('/b');
    expect(clock.at).toBe(before);
  });

  it('serves callers in the order they asked', async () => {
    const limiter = new PacedCalls(1000);
    const order: number[] = [];
    await Promise.all([1, 2, 3, 4].map((n) => limiter.take('/a').then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('never exceeds its rate over the whole with 16 concurrent callers on a real clock', async () => {
    const limiter = new PacedCalls(20);
    let granted = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        while (performance.now() - started < 3_000) {
          await limiter.take('/a');
          granted += 1;
        }
      }),
    );
    // On a busy machine callers wake up late and in a bunch: only the whole can be counted by a real clock.
    const seconds = (performance.now() - started) / 1000;
    expect(granted).toBeGreaterThan(20);
    expect(granted).toBeLessThanOrEqual(20 * (seconds + 1));
  });
});

describe('PacedCalls of several processes', () => {
  /** All processes on one clock, each as busy as it may be. */
  async function together(processes: number, seconds: number): Promise<number[]> {
    let at = 0;
    const sleepers: { until: number; wake: () => void }[] = [];
    const clock: Clock = {
      now: () => at,
      sleep: (ms) => new Promise<void>((wake) => sleepers.push({ until: at + ms, wake })),
    };
    const times: number[] = [];
    for (let i = 0; i < processes; i++) {
      const limiter = new PacedCalls(20, clock, () => processes);
      void (async () => {
        for (;;) {
          await limiter.take('/a');
          times.push(at);
        }
      })();
    }
    while (at < seconds * 1000) {
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((a, b) => a.until - b.until);
      const next = sleepers.shift();
      if (!next) break;
      at = next.until;
      next.wake();
    }
    return times;
  }

  it.each([2, 3, 7, 20])('%i of them together never exceed 20 in any second', async (processes) => {
    const times = await together(processes, 20);
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(20);
    expect(perSecond(times)).toBeGreaterThan(processes === 7 ? 13 : 17);
  });

  it('a share that becomes smaller holds from the next call on', async () => {
    const clock = fakeClock();
    let processes = 1;
    const limiter = new PacedCalls(20, clock, () => processes);
    for (let i = 0; i < 20; i++) await limiter.take('/a');
    processes = 2;
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      await limiter.take('/a');
      times.push(clock.at);
    }
    expect(mostInAnySecond(times)).toBeLessThanOrEqual(10);
  });

  it('lets nothing through while it is held', async () => {
    const clock = fakeClock();
    const limiter = new PacedCalls(20, clock);
    await limiter.take('/a');
    limiter.hold(1_012);
    const held = clock.at;
    await Promise.all([limiter.take('/a'), limiter.take('/b')]);
    expect(clock.at - held).toBeGreaterThanOrEqual(1_012);
  });
});

describe('UnlimitedCalls', () => {
  it('never waits', async () => {
    await expect(new UnlimitedCalls().take()).resolves.toBeUndefined();
  });
});
