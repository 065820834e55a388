import { type AnalysisBar, NO_COST_ITEM, NOT_BY_LINE } from '@dingdee/shared/analysis';
import { fromFen, toFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { foldBars, length, more, sumOf } from './shown-bars.js';
import { analysisWords } from './words.js';

const bar = (key: string, fen: bigint): AnalysisBar => {
  const sum = { count: 1, amount: fromFen(fen) };
  return { key, name: key, now: sum, before: sum };
};
const bars = Array.from({ length: 12 }, (_, at) => bar(`CI${at}`, 1200n - BigInt(at) * 7n));

it('nine have a line, the rest is one, what has no name stays, and together they are all of it', () => {
  const all = [...bars, bar(NOT_BY_LINE, -50n), bar(NO_COST_ITEM, 33n)];
  const { own, rest, unnamed } = foldBars(all, [NOT_BY_LINE, NO_COST_ITEM]);
  expect([own.length, rest.length, unnamed.length]).toEqual([9, 3, 2]);
  const parts = [own, rest, unnamed].reduce((whole, part) => whole + toFen(sumOf(part, 'now')), 0n);
  expect(fromFen(parts)).toBe(sumOf(all, 'now'));
});

it('one more bar has its own line', () => {
  expect(foldBars(bars.slice(0, 10), []).rest).toEqual([]);
});

it('a small bar is seen, and one of nothing or less is none', () => {
  expect(length(fromFen(1n), 1_000_000n)).toBe(0.5);
  expect(length(fromFen(500n), 1000n)).toBe(50);
  expect(length(fromFen(-500n), 1000n)).toBe(0);
});

it('what is more has its sign, what is less a minus of its own', () => {
  expect(analysisWords.signed(more(fromFen(5_820_000n), fromFen(0n)))).toBe('+58,200.00');
  expect(analysisWords.signed(fromFen(-1750n))).toBe('−17.50');
  expect(analysisWords.signed(fromFen(0n))).toBe('0.00');
});

it('a median is a sentence in the unit that fits', () => {
  expect(analysisWords.span(45)).toBe('45 分钟');
  expect(analysisWords.span(540)).toBe('9 小时');
  expect(analysisWords.span(60 * 24 * 3 + 60)).toBe('3 天 1 小时');
  expect(analysisWords.span(null)).toBe('—');
});
