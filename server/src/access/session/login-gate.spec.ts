import { describe, expect, it } from 'vitest';
import { LoginRefusedError } from '../role/access.errors.js';
import { LoginGate, MOST_AT_ONCE, MOST_FAILURES } from './login-gate.js';

/** DingTalk, which answers nothing before `answer` says so. */
function slowDingTalk() {
  const open: (() => void)[] = [];
  let asked = 0;
  const ask = (good: boolean) => async () => {
    asked += 1;
    await new Promise<void>((resolve) => open.push(resolve));
    if (!good) throw new LoginRefusedError('session/code', 'x');
    return 'in';
  };
  const answer = async () => {
    while (open.length > 0) {
      for (const go of open.splice(0)) go();
      for (let i = 0; i < 20; i++) await Promise.resolve();
    }
  };
  return { ask, answer, asked: () => asked };
}
const outcomes = async (all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code));
const count = (all: readonly unknown[], code: string) => all.filter((one) => one === code).length;

describe('300 bad log-ins of one address', () => {
  it('ask DingTalk a few times at most, and an honest one from elsewhere asks at once', async () => {
    const [gate, dingtalk] = [new LoginGate(), slowDingTalk()];
    const bad = Array.from({ length: 300 }, () => gate.pass('203.0.113.9', dingtalk.ask(false)));
    expect(dingtalk.asked()).toBe(MOST_AT_ONCE);
    const honest = gate.pass('203.0.113.10', dingtalk.ask(true));
    expect(dingtalk.asked()).toBe(MOST_AT_ONCE + 1);
    await dingtalk.answer();
    expect(await honest).toBe('in');
    const said = await outcomes(bad);
    expect(count(said, 'session/code')).toBeLessThan(MOST_FAILURES + MOST_AT_ONCE);
    expect(count(said, 'session/code') + count(said, 'session/too-many')).toBe(300);
    await expect(gate.pass('203.0.113.9', dingtalk.ask(true))).rejects.toMatchObject({
      status: 429,
      code: 'session/too-many',
    });
  });

  it('are those of one address also where a household changes its IPv6 address', async () => {
    const [gate, dingtalk] = [new LoginGate(), slowDingTalk()];
    const bad = Array.from({ length: 60 }, (_, i) => gate.pass(`2001:db8:1:2::${i + 1}`, dingtalk.ask(false)));
    await dingtalk.answer();
    expect(count(await outcomes(bad), 'session/code')).toBeLessThan(MOST_FAILURES + MOST_AT_ONCE);
    const other = gate.pass('2001:db8:1:3::1', dingtalk.ask(true));
    await dingtalk.answer();
    expect(await other).toBe('in');
  });
});

it('lets a whole office in that starts its day behind one router', async () => {
  const [gate, dingtalk] = [new LoginGate(), slowDingTalk()];
  const all = Array.from({ length: 80 }, () => gate.pass('203.0.113.9', dingtalk.ask(true)));
  await dingtalk.answer();
  expect(count(await outcomes(all), 'in')).toBe(80);
});

it('does not hold it against an address that DingTalk cannot be asked', async () => {
  const gate = new LoginGate();
  const away = () => Promise.reject(new Error('away'));
  for (let i = 0; i < MOST_FAILURES + 1; i++) await expect(gate.pass('203.0.113.9', away)).rejects.toThrow('away');
  expect(await gate.pass('203.0.113.9', async () => 'in')).toBe('in');
});
