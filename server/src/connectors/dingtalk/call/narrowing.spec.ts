import { describe, expect, it } from 'vitest';
import { PacedCalls } from './call-limiter.js';
import { Narrowing } from './narrowing.js';

describe('what of the rate is used', () => {
  it('is all of it until an answer is throttled, then four fifths, once for those that were out together', () => {
    const pace = new Narrowing();
    expect(pace.partNow(0)).toBe(1);
    for (const at of [1_000, 1_010, 1_400, 2_900]) pace.throttled(at);
    expect(pace.partNow(2_900)).toBe(0.8);
    pace.throttled(3_001);
    expect(pace.partNow(3_001)).toBeCloseTo(0.64);
  });

  it('never falls below a fifth, and comes back by a tenth with every quiet minute', () => {
    const pace = new Narrowing();
    for (let at = 0; at < 100_000; at += 2_001) pace.throttled(at);
    const least = pace.partNow(100_000);
    expect(least).toBe(0.2);
    expect(pace.partNow(100_000 + 61_000)).toBeCloseTo(0.22);
    expect(pace.partNow(100_000 + 5 * 61_000)).toBeCloseTo(0.2 * 1.1 ** 5, 1);
    expect(pace.partNow(100_000 + 60 * 60_000)).toBe(1);
  });
});

describe('a call that leaves', () => {
  const clockAt = (at: number) => {
    const clock = {
      at,
      now: () => clock.at,
      sleep: async (ms: number) => {
        await new Promise((resolve) => setImmediate(resolve));
        clock.at += ms;
      },
    };
    return clock;
  };

  it('is counted where it leaves: what a stall has let pile up does not leave all at once', async () => {
    const clock = clockAt(0);
    const limiter = new PacedCalls(20, clock);
    const left: number[] = [];
    // Each call is released in its turn and then waits for something slow, so that sixty want to leave at one moment.
    let go = (): void => undefined;
    const stall = new Promise<void>((resolve) => {
      go = resolve;
    });
    const calls = Array.from({ length: 60 }, async () => {
      await limiter.take('/a');
      await stall;
      await limiter.leave('/a');
      left.push(clock.at);
    });
    for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve));
    go();
    await Promise.all(calls);
    const most = Math.max(...left.map((start) => left.filter((at) => at >= start && at < start + 1_000).length));
    expect(left).toHaveLength(60);
    expect(most).toBeLessThanOrEqual(20);
  });

  it('goes slower after a throttled answer', async () => {
    const clock = clockAt(0);
    const limiter = new PacedCalls(20, clock);
    limiter.throttled('/a');
    const from = clock.at;
    for (let i = 0; i < 32; i++) {
      await limiter.take('/a');
      await limiter.leave('/a');
    }
    expect((31 * 1_000) / (clock.at - from)).toBeLessThan(16.5);
    await limiter.take('/b');
  });
});
