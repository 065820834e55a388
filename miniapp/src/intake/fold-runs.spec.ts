import type { IntakeRun } from '@dingdee/shared/intake';
import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { foldRuns } from './fold-runs.js';

const NOON = Date.parse('2026-11-27T12:00:00+08:00');
const MINUTE = 60_000;
let made = 0;
const run = (minutesAgo: number, change: Partial<IntakeRun> = {}): IntakeRun => ({
  id: `run-${++made}`,
  schemeId: 's1',
  schemeName: '费用报销',
  kind: 'head',
  state: 'done',
  startedAt: NOON - minutesAgo * MINUTE,
  finishedAt: NOON,
  seen: 3,
  created: 0,
  known: 3,
  skipped: [],
  failed: [],
  calls: 1,
  error: null,
  ...change,
});

it('runs of a day that brought nothing are one line, at the place of the newest, and their numbers are summed', () => {
  const lines = foldRuns([run(0), run(15, { created: 1, known: 2 }), run(30), run(45)]);
  expect(lines.map(({ runs }) => runs.length)).toEqual([3, 1]);
  expect(lines[0]).toMatchObject({ seen: 9, known: 9, calls: 3, from: NOON - 45 * MINUTE, to: NOON });
});

it.each<[string, Partial<IntakeRun>]>([
  ['something new', { created: 1 }],
  ['something left out', { skipped: [{ reason: '审批未通过（已拒绝）', count: 1, amount: fromFen(100n), listed: 1 }] }],
  ['something not read', { failed: [{ processInstanceId: 'a', reason: '没有应答' }] }],
  ['an end before its time', { state: 'failed' }],
  ['no end yet', { state: 'running' }],
  ['a person behind it', { kind: 'manual' }],
])('a run with %s stands for itself', (_, change) => {
  expect(foldRuns([run(0, change), run(15, change)])).toHaveLength(2);
});

it('those of another day or another kind are another line', () => {
  const lines = foldRuns([run(0), run(5, { kind: 'look-back' }), run(24 * 60), run(10)]);
  expect(lines.map(({ runs }) => runs.length)).toEqual([2, 1, 1]);
});
