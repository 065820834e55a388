import type { BillDetail, BillSummary } from '@dingdee/shared/bill';

/** A bill that became another after a person had looked at it, or ticked it. */
export interface BillChange {
  seen: BillSummary;
  now: BillSummary;
  /** Who changed it last, and how; null while that is being read. */
  hand: string | null;
}

export const isDetail = (bill: BillSummary): bill is BillDetail => 'contentHash' in bill;

/** What a person decides by; the words for it are read only when it has changed (bill-change.ts). */
const basisOf = (bill: BillSummary, full: boolean): string =>
  JSON.stringify([
    bill.payee,
    bill.amount,
    bill.currency,
    bill.orgNumber,
    bill.department,
    bill.purpose,
    bill.costItems,
    bill.attachments,
    full && isDetail(bill) && [bill.contentHash, bill.issues.map(({ message }) => message)],
  ]);

/** Whether a person would decide on something else now: the same content under another count of changes is the same. */
export function isOther(seen: BillSummary, now: BillSummary): boolean {
  const full = isDetail(seen) && isDetail(now);
  return seen.version !== now.version && basisOf(seen, full) !== basisOf(now, full);
}

/** Who changed it last, and how. */
export function handOf({ timeline }: Pick<BillDetail, 'timeline'>): string | null {
  const last = timeline.at(-1);
  return last ? `${last.actor} ${last.what}` : null;
}
