import { expect, it } from 'vitest';
import { CallLedger } from './calls.js';

it('counts per API in fixed one-second windows', () => {
  const ledger = new CallLedger();
  const counts = [10_000, 10_400, 10_999, 11_000, 11_001].map((now) => ledger.record('dingtalk', '/a', now));
  ledger.record('dingtalk', '/b', 11_001);
  ledger.throttle('dingtalk', '/a');
  expect(counts).toEqual([1, 2, 3, 1, 2]);
  const [a, b] = ledger.report().dingtalk;
  expect(a).toEqual({ api: '/a', total: 5, maxPerSecond: 3, throttled: 1, firstSecond: 10, lastSecond: 11 });
  expect(b?.total).toBe(1);
  ledger.reset();
  expect(ledger.report()).toEqual({ dingtalk: [], kingdee: [] });
});
