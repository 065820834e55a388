import * as z from 'zod/mini';

/** Whatever a person may want to do with one bill; named as the last part of the route that does it, 改 and 推送 by the subject. */
export const BILL_ACTIONS = [
  'approve',
  'unapprove',
  'fix',
  'hold',
  'release',
  'exclude',
  'ask-applicant',
  'push',
  'check-now',
  'continue',
  'withdraw',
  'hand-over',
  'adopt',
  'resend',
  'reversed',
  'stands',
] as const;
export type BillAction = (typeof BILL_ACTIONS)[number];

/** Whether a person may do it now. `whyNot.code` is the code with which the write would be refused now; `words` are shown as they are. */
export const offeredAction = z.object({
  action: z.enum(BILL_ACTIONS),
  fits: z.boolean(),
  /** Null where it fits. */
  whyNot: z.nullable(z.object({ code: z.string(), words: z.string() })),
});
export type OfferedAction = z.infer<typeof offeredAction>;
