import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';
import { reason } from './reason.js';

/**
 * State of one day of one form. `short`: approvals that DingTalk named are neither in the ledger nor left out for a reason · `reading`: some
 * are being read now · `waiting`: no look-back that began after the day has listed everything yet · `proven`: one has, and all are explained.
 */
export const DAY_STATES = ['short', 'reading', 'waiting', 'proven'] as const;
/** Approvals that DingTalk named as finished = ledger + leftOut + settled + unexplained + reading. Sums are the forms' sums. */
const proofSums = {
  finished: countAndSum,
  ledger: countAndSum,
  leftOut: countAndSum,
  /** Never read; an administrator has written down the result. */
  settled: countAndSum,
  unexplained: countAndSum,
  reading: countAndSum,
};
export const dayProof = z.object({
  /** Day in Beijing on which the approval finished. */
  day: businessDate,
  processCode: z.string(),
  formName: z.string(),
  state: z.enum(DAY_STATES),
  ...proofSums,
});
export type DayProof = z.infer<typeof dayProof>;

/** Reasons why approvals are not collected, most frequent first. */
export const leftOutReasons = z.array(z.object({ reason: z.string(), sum: countAndSum }));
export type LeftOutReasons = z.infer<typeof leftOutReasons>;

/** Progress of the proof of one form. */
export const formProof = z.object({
  /** The scheme that is on, else the newest. */
  schemeId: z.string(),
  processCode: z.string(),
  formName: z.string(),
  /** A scheme of the form is on. */
  collecting: z.boolean(),
  /** A look-back has listed everything that finished by then; null if none has yet. */
  provenUntil: z.nullable(instant),
  /** Time at which launches older than a look-back reaches were last listed. */
  longSweepAt: z.nullable(instant),
  /** Approvals finished before this day were booked before the scheme began; null if there is no such day. */
  cutOverDate: z.nullable(businessDate),
});
export type FormProof = z.infer<typeof formProof>;

/** A form's process code; absent: all forms. */
const oneForm = { processCode: z.optional(z.string().check(z.minLength(1), z.maxLength(64))) };
export const formQuery = z.object(oneForm);
export type FormQuery = z.infer<typeof formQuery>;
export const completenessQuery = z.object({ days: z._default(queryInt(1, 62), 7), ...oneForm });
export type CompletenessQuery = z.infer<typeof completenessQuery>;
/** GET /api/runs/days: newest day first, each with its forms. */
export const completeness = z.object({
  items: z.array(dayProof),
  forms: z.array(formProof),
  /** Totals of `items`. */
  total: z.object(proofSums),
  /** The current day over all forms, with the reasons why approvals are not collected. */
  today: z.object({ day: businessDate, ...proofSums, reasons: leftOutReasons }),
  /** Days between launch and end that look-backs cover; a monthly sweep finds approvals that take longer. */
  lookBackDays: z.int(),
});
export type Completeness = z.infer<typeof completeness>;

/** GET /api/runs/left-out: this month so far (Beijing), by reason. */
export const leftOut = z.object({ from: businessDate, sum: countAndSum, reasons: leftOutReasons });
export type LeftOut = z.infer<typeof leftOut>;

export const DAY_PARTS = ['unexplained', 'settled', 'left-out'] as const;
export const dayApprovalsQuery = z.object({
  ...oneForm,
  part: z._default(z.enum(DAY_PARTS), 'unexplained'),
});
export type DayApprovalsQuery = z.infer<typeof dayApprovalsQuery>;
export const dayApproval = z.object({
  processInstanceId: z.string(),
  /** From the stored approval; null if it was not stored. */
  businessId: z.nullable(z.string()),
  title: z.nullable(z.string()),
  originatorName: z.nullable(z.string()),
  startedAt: z.nullable(instant),
  finishedAt: z.nullable(instant),
  /** Time at which DingTalk first named it to us. */
  listedAt: instant,
  amount: z.nullable(amount),
  /** Reason why it is in neither place, or why it was left out. */
  reason: z.string(),
  /** Next step; null if there is none. */
  next: z.nullable(z.string()),
  /** Reading it was tried and failed: an administrator may write down the result. */
  maySettle: z.boolean(),
  /** Result written down by an administrator; null if there is none. */
  settled: z.nullable(z.object({ byName: z.string(), at: instant, reason: z.string() })),
});
export type DayApproval = z.infer<typeof dayApproval>;
/** GET /api/runs/days/:day/approvals: oldest first, at most 500 of `total`. */
export const dayApprovals = z.object({ items: z.array(dayApproval), total: z.int() });
export type DayApprovals = z.infer<typeof dayApprovals>;

/** GET /api/runs/:id/left-out: the approvals of one reason of a run, in the order in which it met them, with the totals that it read. */
export const runLeftOutQuery = z.object({ reason: z.string().check(z.maxLength(400)) });
export type RunLeftOutQuery = z.infer<typeof runLeftOutQuery>;

/** GET /api/runs/left-out/approvals: of this month, newest day first, at most 500 of `total`. */
export const leftOutQuery = z.object({ reason: z.optional(z.string().check(z.maxLength(300))), ...oneForm });
export type LeftOutQuery = z.infer<typeof leftOutQuery>;

/** GET /api/runs/settled: newest day first, as `dayApprovals`. POST /api/runs/listed/:id/settle: `seen` is the reading error as it was on screen. */
export const settleUnread = z.object({ seen: z.string().check(z.maxLength(400)), reason: reason(300) });
export type SettleUnread = z.infer<typeof settleUnread>;
/** POST /api/runs/listed/:id/unsettle */
export const unsettleUnread = z.object({ reason: reason(300) });
export type UnsettleUnread = z.infer<typeof unsettleUnread>;

/** GET /api/runs/incomplete: days of the look-back with unexplained approvals, oldest first. */
export const incompleteDays = z.object({
  count: z.int(),
  items: z.array(z.object({ day: businessDate, processCode: z.string(), formName: z.string(), count: z.int() })),
});
export type IncompleteDays = z.infer<typeof incompleteDays>;
