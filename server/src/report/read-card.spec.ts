import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { ReadCard } from './read-card.js';

const sum = (count: number, fen: bigint, unknown?: number) => ({
  count,
  amount: fromFen(fen),
  ...(unknown === undefined ? {} : { unknown }),
});
/** Reads the card for a month as 分析 returns it. */
const cardOf = (stages: object[], collected: object) => {
  const found = {
    month: '2026-11',
    from: '2026-11-01',
    to: '2026-11-28',
    collected: { now: collected, before: sum(0, 0n) },
    booked: { now: sum(5, 50_000n), before: sum(4, 40_000n) },
    stages,
  };
  const analysis = { show: () => Promise.resolve(found) } as never;
  const content = { name: '晨报', source: 'analysis', period: 'month', filter: {} } as const;
  return new ReadCard({} as never, {} as never, analysis).read(content, Date.parse('2026-11-28T08:30:00+08:00'));
};
const REST = '其余（推送中、已挂起、已归档）';

it('the lines of 分析 add up to what was collected: what is on its way, held or archived is one line, and what has no amount is said', async () => {
  const review = { stage: 'review', ...sum(2, 7_000n) };
  const held = { stage: 'held', ...sum(2, 900n) };
  const archived = { stage: 'archived', ...sum(1, 100n) };
  const card = await cardOf([review, held, archived], sum(10, 58_000n, 3));
  expect(card.lines.map(({ name, count, amount }) => [name, count, amount])).toEqual([
    ['已入账', '5 笔', '500.00'],
    ['待审核', '2 笔', '70.00'],
    [REST, '3 笔', '10.00'],
  ]);
  expect(card.whole).toEqual({ name: '这个月采集到', count: '10 笔', amount: '580.00' });
  expect(card.notes).toEqual(['上月同期已入账 4 笔 400.00', '其中 3 笔外币或金额未知']);
});

it('a rest of nothing is no line', async () => {
  const card = await cardOf([{ stage: 'push', ...sum(1, 1_000n) }], sum(6, 51_000n));
  expect(card.lines.map(({ name }) => name)).toEqual(['已入账', '待推送']);
  expect(card.notes).toHaveLength(1);
});
