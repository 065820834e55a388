import type { BillSummary, ReasonGroup } from '@dingdee/shared/bill';
import type { BillDetail, PairRow, PairValue } from '@dingdee/shared/bill-detail';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { totalsDifference } from '../totals.js';

/** The group that is gone through: the one asked for, else the riskiest. Groups come riskiest first, the clean one last. */
export function groupToWalk(groups: readonly ReasonGroup[], asked: string | null): ReasonGroup | null {
  if (asked !== null) return groups.find(({ key }) => key === asked) ?? null;
  return groups[0] ?? null;
}

/** Where in the list the person is: at the bill last looked at, or, when that one left, at whatever took its place. */
export function placeOf(bills: readonly Pick<BillSummary, 'id'>[], id: string | null, lastAt: number): number {
  const at = bills.findIndex((bill) => bill.id === id);
  if (at >= 0) return at;
  return Math.max(0, Math.min(lastAt, bills.length - 1));
}

/** The field that a detail row is about: what the money was spent on. */
export const costField = (row: PairRow): PairValue | null =>
  row.fields.find(({ path }) => /\.costItem$/i.test(path)) ?? null;

/** How far the form's total and the rows are apart, also while what is to be paid is not known yet; null where one of the two is missing. */
export const formDifference = (totals: BillDetail['totals']): Amount | null =>
  totalsDifference(totals.payable === null ? { ...totals, payable: totals.rows, offset: null } : totals);

/** Known amounts of some rows; null where one of them is not known. */
export function sumOfRows(rows: readonly Pick<PairRow, 'amount'>[]): Amount | null {
  let fen = BigInt(0);
  for (const { amount } of rows) {
    if (amount === null) return null;
    fen += toFen(amount);
  }
  return fromFen(fen);
}

/** Amber issues are for a person to confirm: approving them needs a note of what was checked. */
export const needsNote = (bill: Pick<BillDetail, 'issues'>): boolean =>
  bill.issues.some(({ level }) => level === 'amber');

/**
 * Fields where the payment bill says something else than the approval, or where something is wrong.
 * What the scheme gives by itself, without a source on the approval, is no difference.
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
/** The first field without a usable value; null when nothing is to be fixed. */
export const firstToFix = (bill: Pick<BillDetail, 'header' | 'rows'>): PairValue | null =>
  allFields(bill).find(({ issue, editable }) => issue?.level === 'red' && editable) ?? null;
