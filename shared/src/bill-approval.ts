import * as z from 'zod/mini';
import { instant } from './page.js';

/** A control of the form with what the applicant put there, as text; accounts are masked. */
export const approvalLine = z.object({ label: z.string(), text: z.string() });
export type ApprovalLine = z.infer<typeof approvalLine>;

/** What people did with the approval in DingTalk. */
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
  /** Name, where it is known here; "" where it is not. */
  who: z.string(),
  /** What DingTalk calls the step; "" where it does not say. */
  step: z.string(),
  deed: z.enum(APPROVAL_DEEDS),
  /** Whoever wrote it may have written an account: masked. */
  remark: z.string(),
  /** The same deed of the same person in the same moment, as DingTalk often writes it. */
  times: z.int(),
});
export type ApprovalRecord = z.infer<typeof approvalRecord>;

/** GET /api/bills/:id/approval: the form as its applicant saw it, and who did what with it in DingTalk, as it was read last. */
export const billApproval = z.object({
  title: z.string(),
  originator: z.string(),
  department: z.string(),
  /** When it was read from DingTalk: what was done there later is not in it. */
  readAt: instant,
  lines: z.array(approvalLine),
  /** Detail tables, each row as its cells stand. */
  tables: z.array(z.object({ label: z.string(), rows: z.array(z.array(approvalLine)) })),
  records: z.array(approvalRecord),
  /** Moved to the archive, or not to be understood: in words; null where it is shown. */
  unread: z.nullable(z.string()),
});
export type BillApproval = z.infer<typeof billApproval>;

/** POST /api/bills/:id/answer: what the applicant said on the approval since they were asked; `at`: when it was looked. */
export const applicantAnswer = z.object({
  answers: z.array(z.object({ at: instant, text: z.string() })),
  at: instant,
});
export type ApplicantAnswer = z.infer<typeof applicantAnswer>;
