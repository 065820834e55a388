import type { BillDetail } from '@dingdee/shared/bill-detail';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';

/**
 * How far apart the three totals are, as a positive amount; null where one of them is unknown.
 * 0.00 when all agree.
 */
export function totalsDifference({ form, rows, offset, payable }: BillDetail['totals']): Amount | null {
  if (form === null || rows === null || payable === null) return null;
  const gross = toFen(payable) + (offset === null ? BigInt(0) : toFen(offset));
  const fen = [toFen(form), toFen(rows), gross].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [low = 0n, , high = 0n] = fen;
  return fromFen(high - low);
}

/** What stands between two totals: a number that is not known is not a different one. */
export function comparison(one: Amount | null, other: Amount | null): '＝' | '≠' | '？' {
  if (one === null || other === null) return '？';
  return one === other ? '＝' : '≠';
}

/** What is left of the rows once the form's offset is taken off; the rows themselves where nothing is. */
export const afterOffset = ({ rows, offset }: Pick<BillDetail['totals'], 'rows' | 'offset'>): Amount | null =>
  rows === null || offset === null ? rows : fromFen(toFen(rows) - toFen(offset));
