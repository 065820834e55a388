import type { Amount } from '@dingdee/shared/money';
import type { StatementRun } from '@dingdee/shared/statement';
import { expect, it } from 'vitest';
import { yesterdaySays } from './yesterday-says.js';

const none = { count: 0, amount: '0.00' as Amount };
const run = (change: Partial<StatementRun> = {}): StatementRun => ({
  id: 'r',
  day: '2026-11-27',
  state: 'done',
  startedAt: 1,
  endedAt: 2,
  byName: null,
  dingtalk: none,
  ledger: none,
  kingdee: none,
  red: none,
  look: 0,
  open: 0,
  problem: null,
  proven: true,
  ...change,
});
const says = (change: Partial<StatementRun>, red = 0) => yesterdaySays({ run: run(change), running: null }, red);

it('yesterday is well only where all of it was asked, compared, and nothing is left to be done', () => {
  expect(says({})).toBe('查全了，没有未解释的差异');
  for (const change of [{ problem: '…' }, { proven: false }, { dingtalk: { ...none, unknown: 1 } }])
    expect(says({ ...change, look: 2, open: 3 })).toBe('没有查全，还不能下结论');
  expect(says({ look: 2, open: 3 })).toBe('要看的差异 2 张');
  expect(says({ open: 3 })).toBe('还有 3 张在途');
  const red = { count: 1, amount: '5.00' as Amount };
  expect(says({ proven: false, red }, 1)).toBe('没有查全，还不能下结论');
  expect(says({ red }, 1)).toBe('');
});

it('a day that is being balanced, or was not yet, is not well either', () => {
  expect(yesterdaySays({ run: run(), running: run({ state: 'running' }) }, 0)).toBe('昨天的账正在对');
  expect(yesterdaySays({ run: null, running: null }, 0)).toBe('昨天还没有对账，在电脑上“对账”里可以现在对');
});
