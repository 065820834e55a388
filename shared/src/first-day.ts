import * as z from 'zod/mini';
import { backfillEstimate } from './backfill.js';
import { amount } from './money.js';
import { businessDate, countAndSum } from './page.js';

/** Why an approval that finished before a later first day stays as it is, the first that applies to one of its bills. */
export const FIRST_DAY_KEPT = ['booked', 'sent', 'approved'] as const;
export type FirstDayKept = (typeof FIRST_DAY_KEPT)[number];

/** GET /api/schemes/:id/first-day: what a first day (期初) would do. Nothing is changed, and DingTalk is not asked. */
export const firstDayQuery = z.object({ day: businessDate });
export type FirstDayQuery = z.infer<typeof firstDayQuery>;
export const firstDayEffect = z.object({
  /** Of the scheme's row, for the confirmation. */
  version: z.int(),
  /** Null where what finished before is collected too. */
  was: z.nullable(businessDate),
  day: businessDate,
  /** Days that may be chosen, both included. */
  earliest: businessDate,
  latest: businessDate,
  way: z.enum(['same', 'later', 'earlier']),
  /** Later: approvals in the queue that become 期初 and leave it. */
  opening: countAndSum,
  /** Later: approvals that finished before the day and are not touched; none without any. */
  kept: z.array(z.object({ why: z.enum(FIRST_DAY_KEPT), sum: countAndSum })),
  /** Later: finished before the day, in quarantine and undecided: they stay there. */
  quarantined: countAndSum,
  /** Earlier: approvals since the day that were closed as 期初; they stay closed, as each has a bill. */
  closed: countAndSum,
  /** Earlier: launches that are listed anew, into quarantine; null where there is no day before today among them. */
  backfill: z.nullable(z.object({ from: businessDate, to: businessDate, estimate: backfillEstimate })),
});
export type FirstDayEffect = z.infer<typeof firstDayEffect>;

/** POST /api/schemes/:id/first-day: `opening` as it was on screen; where it is another by now, nothing is done. */
export const changeFirstDay = z.object({
  version: z.int().check(z.minimum(1)),
  day: businessDate,
  opening: z.object({ count: z.int().check(z.minimum(0)), amount }),
});
export type ChangeFirstDay = z.infer<typeof changeFirstDay>;
