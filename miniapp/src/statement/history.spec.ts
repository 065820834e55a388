import type { Amount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { barsOf, historyOf } from './history.js';

type Run = Parameters<typeof historyOf>[0][number];
const run = (day: string, change: Partial<Run> = {}): Run => ({
  day,
  dingtalk: { count: 1, amount: '5.00' as Amount },
  red: { count: 0, amount: '0.00' as Amount },
  look: 0,
  open: 0,
  problem: null,
  proven: true,
  ...change,
});

it('a day is balanced only where nothing is red, unseen, uncompared, to be looked at or on its way', () => {
  const red = { count: 1, amount: '5.00' as Amount };
  const states = [
    run('2026-11-09', { red, proven: false, look: 1, open: 1 }),
    run('2026-11-08', { problem: '…', look: 1, open: 1 }),
    run('2026-11-07', { proven: false }),
    run('2026-11-06', { look: 1, open: 1 }),
    run('2026-11-05', { open: 1 }),
    run('2026-11-04'),
    run('2026-11-03', { dingtalk: { count: 1, amount: '0.00' as Amount, unknown: 1 } }),
  ];
  expect(historyOf(states, '').map(({ state }) => state)).toEqual([
    'red',
    'partial',
    'partial',
    'look',
    'open',
    'ok',
    'uncompared',
  ]);
});

it('shows a day for which nothing ran, between two that have a statement or after them', () => {
  expect(historyOf([run('2026-12-01'), run('2026-11-29')], '2026-12-02')).toEqual([
    { day: '2026-12-02', state: 'none' },
    { day: '2026-12-01', state: 'ok' },
    { day: '2026-11-30', state: 'none' },
    { day: '2026-11-29', state: 'ok' },
  ]);
  expect(historyOf([], '2026-12-02')).toEqual([]);
});

it('draws each day by how many of its bills have not come to their end, the oldest first; one among many is still seen', () => {
  const red = { count: 1, amount: '5.00' as Amount };
  const runs = [run('2026-12-01', { open: 112 }), run('2026-11-29', { open: 1, red }), run('2026-11-28')];
  const bars = barsOf(runs, historyOf(runs, ''));
  expect(bars.map(({ day, open, red: marked }) => [day, open, marked])).toEqual([
    ['2026-11-28', 0, false],
    ['2026-11-29', 1, true],
    ['2026-11-30', null, false],
    ['2026-12-01', 112, false],
  ]);
  expect(bars.map(({ height }) => height)).toEqual([0, 3, 0, 56]);
});
