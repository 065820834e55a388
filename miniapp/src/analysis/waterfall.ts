import type { AnalysisBar } from '@dingdee/shared/analysis';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { laidOut } from '../statement/bridge.js';

/** Number of cost items with a column of their own; the others share one column. */
const OWN = 8;

/** One column: the sum of a period (`side`: before or now), a cost item (`bar`), or all other cost items (`rest`: their number). */
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
 * Returns the columns from the sum of before to the sum of now, by cost item: growth (largest first), items without a name, decline, the rest. The
 * columns add up to the cent.
 * @param special keys without a name
 * @param isWhole if true, nothing is folded
 * @returns null if no cost item changed
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
  // A single remaining item gets its own column, because a folded column would take the same space.
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
