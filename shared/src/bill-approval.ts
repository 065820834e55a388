import * as z from 'zod/mini';
import { instant } from './page.js';

/** A control of the form with the applicant's text; account numbers are masked. */
export const approvalLine = z.object({ label: z.string(), text: z.string() });
export type ApprovalLine = z.infer<typeof approvalLine>;

/** Actions of people on the approval in DingTalk. */
export const APPROVAL_DEEDS = [
  'started',
  'agreed',
  'refused',
  'passed-on',
  'sent-back',
  'added',
  'copied',
  'said',
  'cancelled',
  'ended',
  'other',
] as const;
export type ApprovalDeed = (typeof APPROVAL_DEEDS)[number];

export const approvalRecord = z.object({
  at: z.nullable(instant),
  /** Name, if it is known here; else "". */
  who: z.string(),
  /** DingTalk's name of the step; "" if it has none. */
  step: z.string(),
  deed: z.enum(APPROVAL_DEEDS),
  /** Masked, because it may contain an account number. */
  remark: z.string(),
  /** Number of equal entries of the same person at the same time, as DingTalk often writes them. */
  times: z.int(),
});
export type ApprovalRecord = z.infer<typeof approvalRecord>;

/** GET /api/bills/:id/approval: the form as its applicant saw it, and people's actions on it in DingTalk, as of the last reading. */
export const billApproval = z.object({
  title: z.string(),
  originator: z.string(),
  department: z.string(),
  /** Time of the reading from DingTalk: later actions are missing. */
  readAt: instant,
  lines: z.array(approvalLine),
  /** Detail tables, each row as its cells. */
  tables: z.array(z.object({ label: z.string(), rows: z.array(z.array(approvalLine)) })),
  records: z.array(approvalRecord),
  /** Reason why it cannot be shown (archived, or unreadable), in words; null if it is shown. */
  unread: z.nullable(z.string()),
});
export type BillApproval = z.infer<typeof billApproval>;

/** POST /api/bills/:id/answer: the applicant's comments on the approval since they were asked; `at`: time of the look. */
export const applicantAnswer = z.object({
  answers: z.array(z.object({ at: instant, text: z.string() })),
  at: instant,
});
export type ApplicantAnswer = z.infer<typeof applicantAnswer>;
