import type { AnalysisBar } from '@dingdee/shared/analysis';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { laidOut } from '../statement/bridge.js';

/** How many cost items have a column of their own before the rest is one. */
const OWN = 8;

/** One column: the sum of before or now (`side`), a cost item (`bar`), or all others together (`rest`: how many). */
export interface FallColumn {
  key: string;
  side?: 'before' | 'now';
  bar?: AnalysisBar;
  rest?: number;
  amount: Amount;
}

const moreOf = ({ now, before }: Pick<AnalysisBar, 'now' | 'before'>): bigint =>
  toFen(now.amount) - toFen(before.amount);
const size = (fen: bigint): bigint => (fen < 0n ? -fen : fen);

/**
 * From the sum of before to that of now, cost item by cost item: what grew, the most first, what has no name of its own, what shrank, the rest. The
 * columns add up to the cent. @param special keys without a name. @param isWhole nothing is folded. @returns null where nothing is otherwise.
 */
export function waterfall(
  bars: readonly AnalysisBar[],
  whole: Pick<AnalysisBar, 'now' | 'before'>,
  special: readonly string[],
  isWhole: boolean,
) {
  const moved = bars.filter((bar) => moreOf(bar) !== 0n);
  if (moved.length === 0) return null;
  const bySize = moved.filter(({ key }) => !special.includes(key));
  bySize.sort((one, other) => (size(moreOf(one)) < size(moreOf(other)) ? 1 : -1));
  // One more column says as much as "1 more".
  const isFolded = !isWhole && bySize.length > OWN + 1;
  const own = isFolded ? bySize.slice(0, OWN) : bySize;
  const rest = isFolded ? bySize.slice(OWN) : [];
  const ordered = [
    ...own.filter((bar) => moreOf(bar) > 0n),
    ...moved.filter(({ key }) => special.includes(key)),
    ...own.filter((bar) => moreOf(bar) < 0n).reverse(),
  ];
  const steps: (Omit<FallColumn, 'amount'> & { fen: bigint })[] = [
    { key: 'before', side: 'before', fen: toFen(whole.before.amount) },
    ...ordered.map((bar) => ({ key: `bar ${bar.key}`, bar, fen: moreOf(bar) })),
    ...(rest.length > 0
      ? [{ key: 'rest', rest: rest.length, fen: rest.reduce((sum, bar) => sum + moreOf(bar), 0n) }]
      : []),
    { key: 'now', side: 'now', fen: toFen(whole.now.amount) },
  ];
  let at = 0n;
  return laidOut(
    steps.map(({ fen, ...column }) => {
      const from = column.side ? 0n : at;
      at = column.side ? fen : at + fen;
      return { ...column, amount: fromFen(fen), from, to: at };
    }),
  );
}
