import type { AnalysisBar } from '@dingdee/shared/analysis';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';

/** Number of bars with a line of their own; the rest is folded. */
export const OWN_LINES = 9;

/**
 * Splits the bars into the largest, the other named bars and the bars without a name; together they are all bars.
 * @param special keys without a name
 */
export function foldBars(bars: readonly AnalysisBar[], special: readonly string[], own = OWN_LINES) {
  const named = bars.filter(({ key }) => !special.includes(key));
  const rest = named.slice(own);
  // A single remaining bar gets its own line, because "1 more" would take the same space.
  const isFolded = rest.length > 1;
  return {
    own: isFolded ? named.slice(0, own) : named,
    rest: isFolded ? rest : [],
    unnamed: bars.filter(({ key }) => special.includes(key)),
  };
}

export const sumOf = (bars: readonly AnalysisBar[], side: 'now' | 'before'): Amount =>
  fromFen(bars.reduce((whole, bar) => whole + toFen(bar[side].amount), 0n));
/** Returns the increase as an amount, which is shown as "+58,200.00". */
export const more = (now: Amount, before: Amount): Amount => fromFen(toFen(now) - toFen(before));

/** Returns the length of a bar in percent of the longest. A small bar stays visible; an amount of zero or below has no bar. */
export function length(amount: Amount, longest: bigint): number {
  const fen = toFen(amount);
  if (fen <= 0n || longest <= 0n) return 0;
  return Math.max(0.5, Number((fen * 10_000n) / longest) / 100);
}
export const longestOf = (amounts: readonly Amount[]): bigint =>
  // Math.max does not take bigint, and the sums are bigint.
  amounts
    .map(toFen)
    .sort((a, b) => (a > b ? -1 : 1))
    .at(0) ?? 0n;
