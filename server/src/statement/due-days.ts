import type { SourceBucket, TargetBucket } from '@dingdee/shared/statement';

/** What has run for a day. */
export interface Runs {
  /** When the newest finished one began, Unix ms; null where none did. */
  done: number | null;
  /** When the newest began, however it ended. */
  last: number;
  /** How many began tonight. */
  tonight: number;
}
/** One that breaks off, as where the program is stopped, is tried again the same night. */
const MOST_TRIES = 3;

/** `under-way`: the bill has not come to its end, or nobody knows: what Kingdee will hold of it is still to come. `ended`: without a payment by us. */
const COURSE = {
  mapping: 'under-way',
  review: 'under-way',
  push: 'under-way',
  pushing: 'under-way',
  held: 'under-way',
  'in-doubt': 'under-way',
  refused: 'under-way',
  'half-way': 'under-way',
  unsent: 'under-way',
  unanswered: 'under-way',
  excluded: 'ended',
  outside: 'ended',
  superseded: 'ended',
  'no-payment': 'ended',
  accepted: 'paid',
  reversed: 'paid',
  'hand-typed': 'paid',
  deleted: 'paid',
  cancelled: 'paid',
  'un-audited': 'paid',
  'changed-amount': 'paid',
  'changed-payee': 'paid',
  'changed-other': 'paid',
  'moved-date': 'paid',
  double: 'paid',
  amended: 'paid',
  'still-there': 'paid',
  extra: 'paid',
  'hand-double': 'paid',
  unexplained: 'paid',
} as const satisfies Record<TargetBucket, 'under-way' | 'ended' | 'paid'>;

/** Whether an entry has to be looked at once more when it has gone on. */
export function isUnderWay(source: SourceBucket | null, target: TargetBucket | null): boolean {
  const course = target && COURSE[target];
  if (source === 'reading' || course === 'under-way') return true;
  return source === 'no-sum' && course !== 'ended';
}

/**
 * Whether a day is balanced tonight: each of the last days, once. Also one that was in order: a payment may be typed into Kingdee, or
 * changed there, under a date that has gone.
 * @param back how many days ago. @param tonight since when this night's runs begin, Unix ms. @param hadBills bills were collected by then.
 */
export function isDue(runs: Runs | null, back: number, tonight: number, hadBills: boolean): boolean {
  if (runs === null) return back === 1 || hadBills;
  return (runs.done ?? 0) < tonight && runs.tonight < MOST_TRIES;
}
