import type { BillSummary, ReasonGroup } from '@dingdee/shared/bill';
import type { BillDetail, PairRow, PairValue } from '@dingdee/shared/bill-detail';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { totalsDifference } from '../totals.js';

/** Returns the group to walk through: the requested group, otherwise the riskiest. Groups are ordered by risk, the clean group last. */
export function groupToWalk(groups: readonly ReasonGroup[], asked: string | null): ReasonGroup | null {
  if (asked !== null) return groups.find(({ key }) => key === asked) ?? null;
  return groups[0] ?? null;
}

/** Returns the person's place in the list: the last bill looked at; if it left the list, the bill that took its place. */
export function placeOf(bills: readonly Pick<BillSummary, 'id'>[], id: string | null, lastAt: number): number {
  const at = bills.findIndex((bill) => bill.id === id);
  if (at >= 0) return at;
  return Math.max(0, Math.min(lastAt, bills.length - 1));
}

/** Returns the main field of a detail row: its cost item. */
export const costField = (row: PairRow): PairValue | null =>
  row.fields.find(({ path }) => /\.costItem$/i.test(path)) ?? null;

/** Returns the difference between the form's total and the rows, even while the payable amount is unknown; null if one of the two is missing. */
export const formDifference = (totals: BillDetail['totals']): Amount | null =>
  totalsDifference(totals.payable === null ? { ...totals, payable: totals.rows, offset: null } : totals);

/** Sums the amounts of some rows; null if one amount is unknown. */
export function sumOfRows(rows: readonly Pick<PairRow, 'amount'>[]): Amount | null {
  let fen = BigInt(0);
  for (const { amount } of rows) {
    if (amount === null) return null;
    fen += toFen(amount);
  }
  return fromFen(fen);
}

/** Returns true if the bill has amber issues, which a person must confirm: the approval then needs a note of what was checked. */
export const needsNote = (bill: Pick<BillDetail, 'issues'>): boolean =>
  bill.issues.some(({ level }) => level === 'amber');

/**
 * Returns true for fields where the payment bill differs from the approval, or where something is wrong. A value that the scheme gives without a
 * source on the approval is no difference.
 */
export const isConverted = ({ provenance, issue, value, sourceLabel }: PairValue): boolean => {
  if (issue !== null) return true;
  if (value === null || provenance === null || provenance.kind === 'form') return false;
  return sourceLabel !== '' || provenance.kind !== 'rule';
};

export const allFields = (bill: Pick<BillDetail, 'header' | 'rows'>): PairValue[] => [
  ...bill.rows.flatMap(({ fields }) => fields),
  ...bill.header,
];
/** Returns the first field without a usable value; null if nothing is to be fixed. */
export const firstToFix = (bill: Pick<BillDetail, 'header' | 'rows'>): PairValue | null =>
  allFields(bill).find(({ issue, editable }) => issue?.level === 'red' && editable) ?? null;
