import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { StatementBucket, StatementSides } from '@dingdee/shared/statement';

/** One column: a sum that stands on the ground, or a difference that hangs between two of them. */
export interface BridgeBar {
  key: string;
  /** Of a difference its gap and name; absent of one of the three sums. */
  of?: { gap: 'source' | 'target'; bucket: string; level: string };
  side?: 'dingtalk' | 'ledger' | 'kingdee';
  count: number;
  amount: Amount;
  /** Per mille of the height: top and how much below it. */
  top: number;
  height: number;
  /** Where the line to the next column lies. */
  end: number;
}
/** The differences that lie between the three sums: of a day, or of more. */
export interface Bridged {
  buckets: readonly Omit<StatementBucket, 'later'>[];
}
export interface Bridge {
  bars: readonly BridgeBar[];
  /** From where the vertical axis begins; null where it begins at 0. */
  from: Amount | null;
}

const MILLE = 1000n;
// Math.min and Math.max know no bigint.
const sorted = (values: readonly bigint[]): bigint[] => [...values].sort((a, b) => (a < b ? -1 : 1));
const least = (values: readonly bigint[]): bigint => sorted(values)[0] ?? 0n;
const most = (values: readonly bigint[]): bigint => sorted(values).at(-1) ?? 0n;

/** From DingTalk's sum to Kingdee's, difference by difference; those of no sum are left out. @returns null where nothing lies between. */
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

/** A column with what lies under and over it: 分 from the ground of all of them. `side`: a sum, which stands on the ground. */
export interface Step {
  side?: string;
  from: bigint;
  to: bigint;
}

/** Columns in per mille of the height; the ground is cut off where the differences would be too small to be seen. */
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
