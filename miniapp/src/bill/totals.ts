import type { BillDetail } from '@dingdee/shared/bill-detail';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';

/** Returns the largest difference between the three totals as a positive amount; 0.00 if all agree; null if one of them is unknown. */
export function totalsDifference({ form, rows, offset, payable }: BillDetail['totals']): Amount | null {
  if (form === null || rows === null || payable === null) return null;
  const gross = toFen(payable) + (offset === null ? BigInt(0) : toFen(offset));
  const fen = [toFen(form), toFen(rows), gross].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [low = 0n, , high = 0n] = fen;
  return fromFen(high - low);
}

/** Returns the sign between two totals; an unknown number counts as neither equal nor different. */
export function comparison(one: Amount | null, other: Amount | null): '＝' | '≠' | '？' {
  if (one === null || other === null) return '？';
  return one === other ? '＝' : '≠';
}

/** Returns the sum of the rows less the form's offset; the sum of the rows if there is no offset. */
export const afterOffset = ({ rows, offset }: Pick<BillDetail['totals'], 'rows' | 'offset'>): Amount | null =>
  rows === null || offset === null ? rows : fromFen(toFen(rows) - toFen(offset));
