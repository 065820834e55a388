import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { dateTime, hourMinute } from '../ui/formats.js';

/** A bill that changed after a person looked at it or ticked it. */
export interface BillChange {
  seen: BillSummary;
  now: BillSummary;
  /** Author and action of the last change; null while it is being read. */
  hand: string | null;
}

export const isDetail = (bill: BillSummary): bill is BillDetail => 'contentHash' in bill;

/** The data that a person decides by; the texts for it load only after a change (bill-change.ts). */
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

/** States in which people still decide. If somebody else moves a bill out of one of these states, it is no longer the bill that was looked at. */
const DECIDED_HERE: readonly BillStateKind[] = ['needs-mapping', 'ready', 'approved'];
const movedOn = (seen: BillSummary, now: BillSummary): boolean =>
  seen.state !== now.state && DECIDED_HERE.includes(seen.state);

/** Returns true if the data of a decision changed. The same content under another version number counts as the same. */
export function isOther(seen: BillSummary, now: BillSummary): boolean {
  const full = isDetail(seen) && isDetail(now);
  if (seen.version === now.version) return false;
  return movedOn(seen, now) || basisOf(seen, full) !== basisOf(now, full);
}

/** Returns author, time and action of the last change: "王五 10:22 挂起"; adds the day if it was not today. */
export function handOf({ timeline }: Pick<BillDetail, 'timeline'>, now = Date.now()): string | null {
  const last = timeline.at(-1);
  if (!last) return null;
  const today = dateTime(last.at).slice(0, 5) === dateTime(now).slice(0, 5);
  return `${last.actor} ${today ? hourMinute(last.at) : dateTime(last.at)} ${last.what}`;
}
