import type { AnalysisBar } from '@dingdee/shared/analysis';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';

/** How many bars have a line of their own before the rest is folded. */
export const OWN_LINES = 9;

/** The largest, the rest of those that are named, and what has no name: together everything. `special`: keys without a name. */
export function foldBars(bars: readonly AnalysisBar[], special: readonly string[], own = OWN_LINES) {
  const named = bars.filter(({ key }) => !special.includes(key));
  const rest = named.slice(own);
  // One more line says as much as "1 more".
  const isFolded = rest.length > 1;
  return {
    own: isFolded ? named.slice(0, own) : named,
    rest: isFolded ? rest : [],
    unnamed: bars.filter(({ key }) => special.includes(key)),
  };
}

export const sumOf = (bars: readonly AnalysisBar[], side: 'now' | 'before'): Amount =>
  fromFen(bars.reduce((whole, bar) => whole + toFen(bar[side].amount), 0n));
/** "+58,200.00" as an amount: what it is more. */
export const more = (now: Amount, before: Amount): Amount => fromFen(toFen(now) - toFen(before));

/** Length of a bar in percent of the longest: never so short that nobody sees it, and of nothing or less than nothing none. */
export function length(amount: Amount, longest: bigint): number {
  const fen = toFen(amount);
  if (fen <= 0n || longest <= 0n) return 0;
  return Math.max(0.5, Number((fen * 10_000n) / longest) / 100);
}
export const longestOf = (amounts: readonly Amount[]): bigint =>
  // Math.max takes no sums: they are bigint.
  amounts
    .map(toFen)
    .sort((a, b) => (a > b ? -1 : 1))
    .at(0) ?? 0n;
