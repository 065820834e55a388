import type { Amount } from '@dingdee/shared/money';
import type { Statement, StatementRun } from '@dingdee/shared/statement';
import { expect, it } from 'vitest';
import { bridgeOf } from './bridge.js';

const side = (amount: string) => ({ count: 1, amount: amount as Amount });
const run = (dingtalk: string, ledger: string, kingdee: string) =>
  ({ dingtalk: side(dingtalk), ledger: side(ledger), kingdee: side(kingdee) }) as StatementRun;
const bucket = (gap: 'source' | 'target', name: string, amount: string): Statement['buckets'][number] => ({
  gap,
  bucket: name,
  level: 'way',
  entries: 1,
  count: 0,
  amount: amount as Amount,
  later: 0,
});

it('goes from DingTalk’s sum to Kingdee’s: each difference begins where the one before it ends', () => {
  const buckets = [
    bucket('source', 'left-out', '-1260.00'),
    bucket('target', 'review', '-12405.00'),
    bucket('target', 'hand-typed', '300.00'),
    bucket('target', 'un-audited', '0.00'),
  ];
  const bridge = bridgeOf({ buckets }, run('168432.70', '167172.70', '155067.70'));
  expect(bridge?.bars.map(({ key }) => key)).toEqual([
    'dingtalk',
    'source left-out',
    'ledger',
    'target review',
    'target hand-typed',
    'kingdee',
  ]);
  const ends = bridge?.bars.map(({ end }) => end) ?? [];
  expect(ends[1]).toBe(ends[2]);
  expect(ends[4]).toBe(ends[5]);
  expect(bridge?.bars.every(({ top, height }) => top >= 0 && top + height <= 1010)).toBe(true);
  // The axis is cut, and it is said where.
  expect(bridge?.from).not.toBeNull();
});

it('stands on 0 where the difference is large, and is none where nothing differs in money', () => {
  const large = bridgeOf({ buckets: [bucket('target', 'deleted', '-900.00')] }, run('1000.00', '1000.00', '100.00'));
  expect(large?.from).toBeNull();
  expect(bridgeOf({ buckets: [bucket('target', 'moved-date', '0.00')] }, run('1.00', '1.00', '1.00'))).toBeNull();
  // A day of which Kingdee alone has something.
  const only = bridgeOf({ buckets: [bucket('target', 'hand-typed', '5.00')] }, run('0.00', '0.00', '5.00'));
  expect(only?.bars.map(({ top, height }) => [top, height])).toEqual([
    [1000, 6],
    [1000, 6],
    [0, 1000],
    [0, 1000],
  ]);
});
