import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';
import { reason } from './reason.js';

/** `stopped`: by a person, or before the month's calls would run out; `failed`: something must be fixed first. Both continue where they stopped. */
export const BACKFILL_STATES = ['running', 'stopped', 'done', 'failed'] as const;

/** Launch days in Beijing, both included. Without `schemeId`: every scheme that is on. */
const range = { from: businessDate, to: businessDate, schemeId: z.optional(z.string()) };
/** GET /api/backfills/estimate: does not ask DingTalk. */
export const backfillEstimateQuery = z.object(range);
export type BackfillEstimateQuery = z.infer<typeof backfillEstimateQuery>;
export const backfillEstimate = z.object({
  schemes: z.array(
    z.object({
      schemeId: z.string(),
      formName: z.string(),
      /** Estimated number of approvals launched in the range that are not here yet; null if too few of the form have been collected to estimate. */
      items: z.nullable(z.int()),
      /** Approvals of the range that are already here; they cost no call. */
      known: z.int(),
      /** Approvals finished before this day were booked before the scheme began. */
      cutOverDate: z.nullable(businessDate),
    }),
  ),
  /** Null if the number of one form is unknown: `calls` then covers only the lists, and is a minimum. */
  items: z.nullable(z.int()),
  lists: z.int(),
  details: z.int(),
  calls: z.int(),
  seconds: z.int(),
  perSecond: z.int(),
  used: z.int(),
  limit: z.int(),
  /** Percent of the limit that is reserved for write-backs. */
  reserve: z.int(),
  /** Calls of the ordinary work until the month ends. */
  rest: z.int(),
  /** Calls used by the end of the month, including the back-fill. */
  forecast: z.int(),
  /** Calls of sweeps that are left out until the month ends because of the back-fill. */
  saved: z.int(),
  /** Calls that a back-fill may still use this month without using those reserved for write-backs. */
  left: z.int(),
  resetsAt: instant,
});
export type BackfillEstimate = z.infer<typeof backfillEstimate>;

/** POST /api/backfills */
export const startBackfill = z.object(range);
export type StartBackfill = z.infer<typeof startBackfill>;

/** Result of a look into Kingdee: `paid` = a bill of the same payee and sum, near in time. */
export const FINDINGS = ['unasked', 'paid', 'none', 'other-payee', 'taken', 'unmapped'] as const;
export type Finding = (typeof FINDINGS)[number];
/** `found`: a payment in Kingdee explains it; `look`: a person has to look. */
export const QUARANTINE_GROUPS = ['look', 'found'] as const;
export type QuarantineGroup = (typeof QUARANTINE_GROUPS)[number];

/** One back-fill as requested: a range over one or more schemes. */
export const backfill = z.object({
  id: z.string(),
  from: businessDate,
  to: businessDate,
  byName: z.string(),
  startedAt: instant,
  /** Running while one of its schemes runs; failed or stopped takes precedence over done. */
  state: z.enum(BACKFILL_STATES),
  /** Last launch day up to which every scheme has been listed; null before the first. */
  listedUntil: z.nullable(businessDate),
  /** Reason why it stopped, or what it could not read; null if there is nothing to report. */
  problem: z.nullable(z.string()),
  calls: z.int(),
  seconds: z.int(),
  estimatedCalls: z.int(),
  /** Already here when they were listed, and left out by the scheme's conditions. */
  known: z.int(),
  leftOut: z.int(),
  schemes: z.array(
    z.object({
      schemeId: z.string(),
      formName: z.string(),
      all: countAndSum,
      found: countAndSum,
      look: countAndSum,
    }),
  ),
  /** In quarantine and undecided. */
  all: countAndSum,
  found: countAndSum,
  look: countAndSum,
  /** A decision about them is being carried out. */
  moving: countAndSum,
  released: countAndSum,
  opening: countAndSum,
  /** Cancelled or changed in DingTalk before they were released. */
  gone: countAndSum,
  /** Undecided approvals of this person's own; another person has to decide. */
  own: z.object({ found: countAndSum, look: countAndSum }),
  /** Time of the last question to Kingdee for payments, whether a question is due, and the error of the last one. */
  lookedAt: z.nullable(instant),
  looking: z.boolean(),
  lookProblem: z.nullable(z.string()),
});
export type Backfill = z.infer<typeof backfill>;
/** GET /api/backfills: the newest twenty, and every older one that is not over or in which approvals wait. */
export const backfills = z.object({ items: z.array(backfill) });
export type Backfills = z.infer<typeof backfills>;

export const quarantined = z.object({
  approvalId: z.string(),
  formName: z.string(),
  businessId: z.string(),
  title: z.string(),
  originatorName: z.string(),
  /** Payee under today's mapping; the applicant before Kingdee was asked. */
  payee: z.string(),
  finishedAt: instant,
  total: z.nullable(amount),
  state: z.enum(['waiting', 'moving', 'released', 'opening', 'gone']),
  finding: z.enum(FINDINGS),
  /** The finding in words, or the reason why it was not released. */
  note: z.string(),
  kingdeeNo: z.nullable(z.string()),
  own: z.boolean(),
  billId: z.nullable(z.string()),
  decidedBy: z.nullable(z.string()),
});
export type Quarantined = z.infer<typeof quarantined>;
/** GET /api/backfills/:id/items */
export const quarantineQuery = z.object({
  group: z.enum([...QUARANTINE_GROUPS, 'decided']),
  cursor: z.optional(z.string().check(z.maxLength(80))),
  limit: z._default(queryInt(1, 200), 50),
});
export type QuarantineQuery = z.infer<typeof quarantineQuery>;
export const quarantinePage = pageOf(quarantined);
export type QuarantinePage = z.infer<typeof quarantinePage>;

/**
 * POST /api/backfills/:id/release and /opening: the ticked approvals, or without `ids` all of the group except this person's own.
 * Count and sum are those on screen; if they differ from the server's, nothing is done.
 */
export const decideQuarantined = z.object({
  group: z.enum(QUARANTINE_GROUPS),
  ids: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(500))),
  count: z.int().check(z.minimum(1)),
  amount,
  reason: z.optional(reason(200)),
});
export type DecideQuarantined = z.infer<typeof decideQuarantined>;
