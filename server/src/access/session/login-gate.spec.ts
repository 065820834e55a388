import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoginRefusedError } from '../role/access.errors.js';
import { APART_MS, LoginGate, MOST_AT_ONCE, MOST_FAILURES } from './login-gate.js';

const OFFICE = '203.0.113.9';
const ANSWER_MS = 150;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** DingTalk, which takes its time. */
function dingTalk() {
  let asked = 0;
  const ask = (good: boolean) => async () => {
    asked += 1;
    await new Promise<void>((resolve) => setTimeout(resolve, ANSWER_MS));
    if (!good) throw new LoginRefusedError('session/code', 'x');
    return 'in';
  };
  return { ask, asked: () => asked };
}
/** What became of each, once all of it has ended. */
async function outcomes(all: Promise<unknown>[]): Promise<unknown[]> {
  const settled = Promise.allSettled(all);
  await vi.advanceTimersByTimeAsync(60_000);
  return (await settled).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code));
}
const count = (all: readonly unknown[], code: string) => all.filter((one) => one === code).length;
/** Milliseconds until it is in. */
async function msUntil(logIn: Promise<unknown>): Promise<number> {
  let isIn = false;
  void logIn.then(() => {
    isIn = true;
  });
  const begun = Date.now();
  while (!isIn && Date.now() - begun < 60_000) await vi.advanceTimersByTimeAsync(10);
  return Date.now() - begun;
}

describe('300 bad log-ins of one address', () => {
  it('ask DingTalk a few times and then once a second, and an honest one from elsewhere asks at once', async () => {
    const [gate, dingtalk] = [new LoginGate(), dingTalk()];
    const bad = Array.from({ length: 300 }, () => gate.pass(OFFICE, 'curl', dingtalk.ask(false)));
    const turnedAway = Promise.allSettled(bad);
    await vi.advanceTimersByTimeAsync(0);
    expect(dingtalk.asked()).toBe(MOST_AT_ONCE);
    const honest = gate.pass('203.0.113.10', 'DingTalk', dingtalk.ask(true));
    await vi.advanceTimersByTimeAsync(0);
    expect(dingtalk.asked()).toBe(MOST_AT_ONCE + 1);
    expect(await msUntil(honest)).toBeLessThan(2 * ANSWER_MS);
    const said = await outcomes(bad);
    await turnedAway;
    expect(count(said, 'session/code') + count(said, 'session/too-many')).toBe(300);
    // None waits longer than ten seconds.
    expect(count(said, 'session/code')).toBeLessThanOrEqual(MOST_FAILURES + MOST_AT_ONCE + 12);
  });

  it.each([
    ['another client', 'DingTalk'],
    ['a client of the same name', 'curl'],
  ])(
    'slow their address and do not shut it: an honest log-in of %s behind it is in within two seconds',
    async (_, kind) => {
      const [gate, dingtalk] = [new LoginGate(), dingTalk()];
      const bad: Promise<unknown>[] = [];
      for (let i = 0; i < 300; i++) bad.push(gate.pass(OFFICE, 'curl', dingtalk.ask(false)));
      const all = Promise.allSettled(bad);
      expect(await msUntil(gate.pass(OFFICE, kind, dingtalk.ask(true)))).toBeLessThan(2_000);
      expect(await msUntil(gate.pass(OFFICE, kind, dingtalk.ask(true)))).toBeLessThan(2_000);
      await vi.advanceTimersByTimeAsync(60_000);
      await all;
      expect(await msUntil(gate.pass(OFFICE, kind, dingtalk.ask(true)))).toBeLessThan(2_000);
    },
  );

  it('that go on and on keep nobody out who comes with another client, for an hour', async () => {
    const [gate, dingtalk] = [new LoginGate(), dingTalk()];
    const flood = setInterval(() => void gate.pass(OFFICE, 'curl', dingtalk.ask(false)).catch(() => undefined), 20);
    for (let minute = 0; minute < 60; minute++) {
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await msUntil(gate.pass(OFFICE, 'DingTalk', dingtalk.ask(true)))).toBeLessThan(2_000);
    }
    clearInterval(flood);
    expect(dingtalk.asked()).toBeLessThan((3_600_000 + 120_000) / APART_MS + MOST_FAILURES + MOST_AT_ONCE + 60);
    gate.onModuleDestroy();
  });

  it('of ever other clients keep nobody out whose browser was let in before, for an hour', async () => {
    const [gate, dingtalk] = [new LoginGate(), dingTalk()];
    let n = 0;
    const flood = setInterval(() => {
      n += 1;
      void gate.pass(OFFICE, `curl ${n}`, dingtalk.ask(false)).catch(() => undefined);
    }, 20);
    for (let minute = 0; minute < 60; minute++) {
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await msUntil(gate.pass(OFFICE, 'DingTalk', dingtalk.ask(true), 'known-1'))).toBeLessThan(2_000);
    }
    clearInterval(flood);
    gate.onModuleDestroy();
  });

  it('of a browser that was let in before are slowed by themselves', async () => {
    const [gate, dingtalk] = [new LoginGate(), dingTalk()];
    const said = await outcomes(
      Array.from({ length: 60 }, () => gate.pass(OFFICE, 'curl', dingtalk.ask(false), 'known-1')),
    );
    expect(count(said, 'session/code')).toBeLessThanOrEqual(MOST_FAILURES + MOST_AT_ONCE + 12);
    const before = dingtalk.asked();
    const others = [undefined, 'known-2'].map((known) => gate.pass(OFFICE, 'curl', dingtalk.ask(true), known));
    await vi.advanceTimersByTimeAsync(0);
    expect(dingtalk.asked()).toBe(before + 2);
    expect(count(await outcomes(others), 'in')).toBe(2);
  });

  it('are those of one address also where a household changes its IPv6 address', async () => {
    const [gate, dingtalk] = [new LoginGate(), dingTalk()];
    const bad = Array.from({ length: 60 }, (_, i) => gate.pass(`2001:db8:1:2::${i + 1}`, 'curl', dingtalk.ask(false)));
    expect(count(await outcomes(bad), 'session/code')).toBeLessThanOrEqual(MOST_FAILURES + MOST_AT_ONCE + 12);
    expect(await outcomes([gate.pass('2001:db8:1:3::1', 'curl', dingtalk.ask(true))])).toEqual(['in']);
  });
});

it('lets a whole office in that starts its day behind one router', async () => {
  const [gate, dingtalk] = [new LoginGate(), dingTalk()];
  const all = Array.from({ length: 80 }, () => gate.pass(OFFICE, 'DingTalk', dingtalk.ask(true)));
  expect(count(await outcomes(all), 'in')).toBe(80);
});

it('does not hold it against an address that DingTalk cannot be asked', async () => {
  const gate = new LoginGate();
  const away = () => Promise.reject(new Error('away'));
  for (let i = 0; i < MOST_FAILURES + 1; i++) await expect(gate.pass(OFFICE, '', away)).rejects.toThrow('away');
  expect(await msUntil(gate.pass(OFFICE, '', async () => 'in'))).toBeLessThan(APART_MS);
});

it('forgets failures after ten minutes: nothing is slowed any more', async () => {
  const [gate, dingtalk] = [new LoginGate(), dingTalk()];
  await outcomes(Array.from({ length: 40 }, () => gate.pass(OFFICE, 'curl', dingtalk.ask(false))));
  await vi.advanceTimersByTimeAsync(600_000);
  const before = dingtalk.asked();
  const all = Array.from({ length: MOST_AT_ONCE }, () => gate.pass(OFFICE, 'curl', dingtalk.ask(true)));
  await Promise.resolve();
  expect(dingtalk.asked()).toBe(before + MOST_AT_ONCE);
  expect(count(await outcomes(all), 'in')).toBe(MOST_AT_ONCE);
});
