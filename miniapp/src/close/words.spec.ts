import type { ClosePointState } from '@dingdee/shared/close';
import { fromFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { closeWords as words } from './words.js';

const point = (of: Partial<ClosePointState>): ClosePointState => ({
  point: 'review',
  done: false,
  settled: false,
  count: 0,
  amount: null,
  days: [],
  note: null,
  ...of,
});
const kept = point({ point: 'held', settled: true, count: 3 });
const good = point({ done: true, settled: true });

it('calls nothing the same of which a day was not looked at', () => {
  const days = (of: Partial<ClosePointState>) => words.noBuckets({ points: [point({ point: 'days', ...of })] });
  expect(days({ done: true })).toBe('每天都查全了，三方之间没有差异');
  expect(days({ count: 2 })).toBe('还有 2 天没有对账、没有查全或之后又有变化，现在不能说一致');
  expect(days({ count: 0 })).toBe('还没有过完的一天');
});

it('says what no name stands for', () => {
  const [named, between] = [fromFen(-300n), fromFen(-500n)];
  expect(words.adds(named, named, fromFen(0n))).toBe('各项合计 −3.00，等于金蝶减钉钉');
  expect(words.adds(named, between, fromFen(-200n))).toBe('各项合计 −3.00，金蝶减钉钉是 −5.00，差 −2.00 没有归类');
});

it('does not count what stays with a reason as done', () => {
  expect(words.progress([good, good])).toBe('2 项都好');
  expect(words.progress([good, kept])).toBe('2 项，好了 1 项，1 项写了原因留着');
  expect(words.progress([good, kept, point({})])).toBe('3 项，好了 1 项，1 项写了原因留着，还差 1 项');
});

it('says beside a sum what is not in it', () => {
  expect(words.under(point({ amount: fromFen(1234n), unknown: 2 }))).toBe('12.34，另有 2 张外币或金额未知');
  expect(words.under(point({ amount: fromFen(0n), unknown: 2 }))).toBe('2 张外币或金额未知');
});

it('names a link and a reason by what stands on the screen', () => {
  expect(words.goOf(point({ point: 'mapping', count: 43 }), '2026-10')).toBe('去补：待补映射 43 笔');
  expect(words.reasonLabel(kept, '2026-10')).toBe('已挂起 3 笔：为什么可以留着');
});

it('claims of what changed no more than the last statement saw', () => {
  expect(words.noChanges({ at: Date.parse('2026-11-03T01:02:00Z'), unanswered: 1 })).toBe(
    '签字以后没有看到变动。这个月最近一次对账：11-03 09:02；以后在金蝶里改的，重新对账才看得到。有 1 天金蝶没有回答',
  );
});
