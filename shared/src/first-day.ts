import * as z from 'zod/mini';
import { backfillEstimate } from './backfill.js';
import { amount } from './money.js';
import { businessDate, countAndSum } from './page.js';

/** Reason why an approval that finished before a later first day stays unchanged; the first that applies to one of its bills. */
export const FIRST_DAY_KEPT = ['booked', 'sent', 'approved'] as const;
export type FirstDayKept = (typeof FIRST_DAY_KEPT)[number];

/** GET /api/schemes/:id/first-day: effect of another first day (期初). Changes nothing, and does not ask DingTalk. */
export const firstDayQuery = z.object({ day: businessDate });
export type FirstDayQuery = z.infer<typeof firstDayQuery>;
export const firstDayEffect = z.object({
  /** Row version of the scheme, for the confirmation. */
  version: z.int(),
  /** Current first day; null if earlier approvals are collected, too. */
  was: z.nullable(businessDate),
  day: businessDate,
  /** Days that may be chosen, both included. */
  earliest: businessDate,
  latest: businessDate,
  way: z.enum(['same', 'later', 'earlier']),
  /** Later: queued approvals that become 期初 and leave the queue. */
  opening: countAndSum,
  /** Later: approvals that finished before the day and stay unchanged; empty if there are none. */
  kept: z.array(z.object({ why: z.enum(FIRST_DAY_KEPT), sum: countAndSum })),
  /** Later: approvals before the day that are in quarantine and undecided; they stay there. */
  quarantined: countAndSum,
  /** Earlier: approvals since the day that were closed as 期初; they stay closed, because each has a bill. */
  closed: countAndSum,
  /** Earlier: launches that are listed again, into quarantine; null if they include no day before today. */
  backfill: z.nullable(z.object({ from: businessDate, to: businessDate, estimate: backfillEstimate })),
});
export type FirstDayEffect = z.infer<typeof firstDayEffect>;

/** POST /api/schemes/:id/first-day: `opening` as on screen; if it has changed, nothing is done. */
export const changeFirstDay = z.object({
  version: z.int().check(z.minimum(1)),
  day: businessDate,
  opening: z.object({ count: z.int().check(z.minimum(0)), amount }),
});
export type ChangeFirstDay = z.infer<typeof changeFirstDay>;
