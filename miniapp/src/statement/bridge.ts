import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { StatementBucket, StatementSides } from '@dingdee/shared/statement';

/** One column: a sum that starts at the ground, or a difference that hangs between two sums. */
export interface BridgeBar {
  key: string;
  /** Gap and name of a difference; absent for one of the three sums. */
  of?: { gap: 'source' | 'target'; bucket: string; level: string };
  side?: 'dingtalk' | 'ledger' | 'kingdee';
  count: number;
  amount: Amount;
  /** Per mille of the height: the top, and the height below it. */
  top: number;
  height: number;
  /** Position of the line to the next column. */
  end: number;
}
/** The differences between the three sums, of one day or of several. */
export interface Bridged {
  buckets: readonly Omit<StatementBucket, 'later'>[];
}
export interface Bridge {
  bars: readonly BridgeBar[];
  /** Start of the vertical axis; null if it starts at 0. */
  from: Amount | null;
}

const MILLE = 1000n;
// Math.min and Math.max do not take bigint.
const sorted = (values: readonly bigint[]): bigint[] => [...values].sort((a, b) => (a < b ? -1 : 1));
const least = (values: readonly bigint[]): bigint => sorted(values)[0] ?? 0n;
const most = (values: readonly bigint[]): bigint => sorted(values).at(-1) ?? 0n;

/**
 * Builds the columns from DingTalk's sum to Kingdee's, difference by difference; differences of 0 are left out.
 * @returns null if there is no difference
 */
export function bridgeOf(statement: Bridged, run: StatementSides): Bridge | null {
  const between = (gap: 'source' | 'target') =>
    statement.buckets.filter((each) => each.gap === gap && toFen(each.amount) !== 0n);
  if (between('source').length + between('target').length === 0) return null;
  const steps: (Pick<BridgeBar, 'key' | 'of' | 'side' | 'count' | 'amount'> & { from: bigint; to: bigint })[] = [];
  const sum = (side: 'dingtalk' | 'ledger' | 'kingdee'): bigint => {
    const { count, amount } = run[side];
    steps.push({ key: side, side, count, amount, from: 0n, to: toFen(amount) });
    return toFen(amount);
  };
  let at = sum('dingtalk');
  for (const [gap, side] of [
    ['source', 'ledger'],
    ['target', 'kingdee'],
  ] as const) {
    for (const { bucket, level, entries, amount } of between(gap)) {
      const to = at + toFen(amount);
      steps.push({ key: `${gap} ${bucket}`, of: { gap, bucket, level }, count: entries, amount, from: at, to });
      at = to;
    }
    at = sum(side);
  }
  return laidOut(steps);
}

/** A column with its lower and upper end, in fen from the common ground. `side`: a sum, which starts at the ground. */
export interface Step {
  side?: string;
  from: bigint;
  to: bigint;
}

/** Lays out columns in per mille of the height; the ground is cut off if the differences would be too small to see. */
export function laidOut<S extends Step>(steps: readonly S[]) {
  const tops = steps.flatMap(({ side, from, to }) => (side ? [to] : [from, to]));
  const [low, high] = [least(tops), most(tops)];
  const cut = low > 0n && low * 2n > high ? low - (high - low) / 2n : 0n;
  const ground = least([cut < 0n ? 0n : cut, low]);
  const range = most([high, 0n]) - ground || 1n;
  const y = (fen: bigint): number => Number(((high - fen) * MILLE) / range);
  return {
    from: ground === 0n ? null : fromFen(ground),
    bars: steps.map(({ from, to, ...bar }) => {
      const bottom = bar.side ? ground : from;
      const top = y(most([bottom, to]));
      return { ...bar, top, height: Math.max(6, y(least([bottom, to])) - top), end: y(to) };
    }),
  };
}
