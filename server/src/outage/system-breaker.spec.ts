import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenInWords } from '../domain/beijing-time.js';
import { CircuitOpenError, SystemBreaker } from './system-breaker.js';

const OPEN_MS = 10_000;
const START = Date.UTC(2026, 10, 24, 2, 32);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A system that is there or not, and its breaker. */
function given() {
  const system = { there: true, calls: 0, probes: 0 };
  const call = async () => {
    system.calls += 1;
    if (!system.there) throw new Error('no answer');
    return 'ok';
  };
  const breaker = new SystemBreaker({
    failures: 5,
    openMs: OPEN_MS,
    isFailure: (error) => error instanceof Error && error.message === 'no answer',
    causeOf: (error) => (error instanceof Error ? error.message : ''),
    probe: async () => {
      system.probes += 1;
      if (!system.there) throw new Error('no answer');
    },
  });
  const changes: (number | null)[] = [];
  breaker.onChange((outage) => changes.push(outage?.since ?? null));
  const fail = async (times: number) => {
    system.there = false;
    for (let i = 0; i < times; i++) {
      await breaker.run(call).catch(() => undefined);
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };
  return { system, breaker, call, fail, changes };
}

describe('the circuit breaker of a system', () => {
  it('opens after five failures in a row, since the first of them', async () => {
    const { breaker, fail } = given();
    await fail(4);
    expect(breaker.outage).toBeNull();
    await fail(1);
    expect(breaker.outage).toEqual({ since: START, cause: 'no answer' });
  });

  it('makes no call while it is open', async () => {
    const { breaker, system, call, fail } = given();
    await fail(5);
    await expect(breaker.run(call)).rejects.toThrow(CircuitOpenError);
    expect(system.calls).toBe(5);
  });

  it('begins to count anew after every answer, and does not count refusals', async () => {
    const { breaker, system, call, fail } = given();
    await fail(4);
    system.there = true;
    await breaker.run(call);
    await fail(4);
    const refused = breaker.run(async () => {
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(breaker.outage).toBeNull();
  });

  it('probes by itself, stays open with its beginning while nobody answers, and closes on the first answer', async () => {
    const { breaker, system, fail, changes } = given();
    await fail(5);
    await vi.advanceTimersByTimeAsync(3 * (OPEN_MS + 100));
    expect(system.probes).toBe(3);
    expect(breaker.outage?.since).toBe(START);
    system.there = true;
    await vi.advanceTimersByTimeAsync(OPEN_MS + 100);
    expect(breaker.outage).toBeNull();
    expect(changes.at(-1)).toBeNull();
    expect(system.calls).toBe(5);
  });

  it('lets a real call wait for the probe instead of being it', async () => {
    const { breaker, system, call, fail } = given();
    await fail(5);
    vi.setSystemTime(Date.now() + OPEN_MS);
    await expect(breaker.run(call)).rejects.toThrow(CircuitOpenError);
    expect([system.calls, system.probes]).toEqual([5, 1]);
    system.there = true;
    vi.setSystemTime(Date.now() + OPEN_MS);
    await expect(Promise.all([breaker.run(call), breaker.run(call)])).resolves.toEqual(['ok', 'ok']);
    expect([system.calls, system.probes]).toEqual([7, 2]);
  });
});

it('a beginning is told by the clock of Beijing, with the date when it was not today', () => {
  expect(whenInWords(START, START + 60_000)).toBe('10:32');
  expect(whenInWords(START, START + 20 * 3_600_000)).toBe('11-24 10:32');
});
