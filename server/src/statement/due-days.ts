import type { SourceBucket, TargetBucket } from '@dingdee/shared/statement';

/** Earlier runs for one day. */
export interface Runs {
  /** Start of the newest finished run, in Unix ms; null if none finished. */
  done: number | null;
  /** Start of the newest run, whatever its end, in Unix ms. */
  last: number;
  /** Number of runs that began tonight. */
  tonight: number;
}
/** A run that breaks off, e.g. because the program stops, is tried again in the same night, up to this many runs. */
const MOST_TRIES = 3;

/** `under-way`: the bill is not finished, or its state is unknown, so Kingdee's side can still change. `ended`: finished without a payment by us. */
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

/** True if the entry must be looked at again once its bill has gone on. */
export function isUnderWay(source: SourceBucket | null, target: TargetBucket | null): boolean {
  const course = target && COURSE[target];
  if (source === 'reading' || course === 'under-way') return true;
  return source === 'no-sum' && course !== 'ended';
}

/**
 * Tells whether a day gets a run tonight: each of the last days gets one. A day that was in order is run again, too: a payment may be
 * entered or changed in Kingdee later under a past date.
 * @param back how many days ago. @param tonight start of this night's runs, Unix ms. @param hadBills bills were collected by then.
 */
export function isDue(runs: Runs | null, back: number, tonight: number, hadBills: boolean): boolean {
  if (runs === null) return back === 1 || hadBills;
  return (runs.done ?? 0) < tonight && runs.tonight < MOST_TRIES;
}
