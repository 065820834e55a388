import { type AnalysisBar, NO_COST_ITEM } from '@dingdee/shared/analysis';
import { fromFen, toFen } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import { waterfall } from './waterfall.js';

const sum = (fen: bigint) => ({ count: 1, amount: fromFen(fen) });
const bar = (key: string, before: bigint, now: bigint): AnalysisBar => ({
  key,
  name: key,
  now: sum(now),
  before: sum(before),
});
function wholeOf(bars: readonly AnalysisBar[]) {
  const add = (side: 'now' | 'before') => sum(bars.reduce((all, each) => all + toFen(each[side].amount), 0n));
  return { now: add('now'), before: add('before') };
}

it('goes from the month before to this one: what grew first, then what has no name, then what shrank, to the cent', () => {
  const bars = [
    bar('外包', 1000n, 5000n),
    bar('差旅', 9000n, 7000n),
    bar('会议', 100n, 200n),
    bar('办公', 40n, 40n),
    bar(NO_COST_ITEM, 0n, 33n),
  ];
  const whole = wholeOf(bars);
  const fall = waterfall(bars, whole, [NO_COST_ITEM], false);
  expect(fall?.bars.map(({ key }) => key)).toEqual(['before', 'bar 外包', 'bar 会议', 'bar ', 'bar 差旅', 'now']);
  const between = fall?.bars.filter(({ side }) => !side).reduce((all, { amount }) => all + toFen(amount), 0n);
  expect(between).toBe(toFen(whole.now.amount) - toFen(whole.before.amount));
  const ends = fall?.bars.map(({ end }) => end) ?? [];
  expect(ends.at(-2)).toBe(ends.at(-1));
});

it('has one column for what is left of many, and one each where it is unfolded', () => {
  const bars = Array.from({ length: 14 }, (_, at) =>
    bar(`CI${at}`, 1000n, 1000n + BigInt(at + 1) * (at % 2 ? -3n : 5n)),
  );
  const folded = waterfall(bars, wholeOf(bars), [], false);
  expect(folded?.bars.find(({ key }) => key === 'rest')?.rest).toBe(6);
  expect(folded?.bars).toHaveLength(2 + 8 + 1);
  const ends = folded?.bars.map(({ end }) => end) ?? [];
  expect(ends.at(-2)).toBe(ends.at(-1));
  expect(waterfall(bars, wholeOf(bars), [], true)?.bars).toHaveLength(2 + 14);
});

it('is none where every cost item is what it was', () => {
  const bars = [bar('外包', 5n, 5n)];
  expect(waterfall(bars, wholeOf(bars), [], false)).toBeNull();
});
