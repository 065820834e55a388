import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { dateTime, hourMinute } from '../ui/formats.js';

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

/** Where people still decide: a bill that leaves one of these by another hand is not what was looked at. */
const DECIDED_HERE: readonly BillStateKind[] = ['needs-mapping', 'ready', 'approved'];
const movedOn = (seen: BillSummary, now: BillSummary): boolean =>
  seen.state !== now.state && DECIDED_HERE.includes(seen.state);

/** Whether a person would decide on something else now: the same content under another count of changes is the same. */
export function isOther(seen: BillSummary, now: BillSummary): boolean {
  const full = isDetail(seen) && isDetail(now);
  if (seen.version === now.version) return false;
  return movedOn(seen, now) || basisOf(seen, full) !== basisOf(now, full);
}

/** Who changed it last, when, and how: "王五 10:22 挂起"; the day too where it was not today. */
export function handOf({ timeline }: Pick<BillDetail, 'timeline'>, now = Date.now()): string | null {
  const last = timeline.at(-1);
  if (!last) return null;
  const today = dateTime(last.at).slice(0, 5) === dateTime(now).slice(0, 5);
  return `${last.actor} ${today ? hourMinute(last.at) : dateTime(last.at)} ${last.what}`;
}
