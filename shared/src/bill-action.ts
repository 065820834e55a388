import * as z from 'zod/mini';
import { countAndSum } from './page.js';

/** Actions of a person on one bill; named as the last part of the route, 改 and 推送 by the subject. */
export const BILL_ACTIONS = [
  'approve',
  'unapprove',
  'fix',
  'hold',
  'release',
  'exclude',
  'handle-outside',
  'restore',
  'no-payment',
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

/** Whether a person may do it now. `whyNot.code` is the code with which the write would be refused; `words` are shown unchanged. */
export const offeredAction = z.object({
  action: z.enum(BILL_ACTIONS),
  fits: z.boolean(),
  /** Null if it fits. */
  whyNot: z.nullable(z.object({ code: z.string(), words: z.string() })),
});
export type OfferedAction = z.infer<typeof offeredAction>;

/** Actions on several bills at once. */
export const BULK_ACTIONS = [
  'approve',
  'push',
  'hold',
  'release',
  'exclude',
  'handle-outside',
  'restore',
  'unapprove',
  'ask-applicant',
  'fix',
] as const satisfies readonly BillAction[];
export type BulkAction = (typeof BULK_ACTIONS)[number];

/**
 * Number of bills that an action fits, and the causes for the others: one line per cause, the most frequent first. `code` is the code with
 * which the write skips a bill; `words` are shown unchanged. Causes that only the moment of the write can show are not included.
 */
export const bulkOffer = z.object({
  action: z.enum(BULK_ACTIONS),
  fits: countAndSum,
  leftOut: z.array(
    z.object({
      code: z.string(),
      words: z.string(),
      /** Next step, if another person has to do it: "请 李娜 推送"; absent if there is none. */
      next: z.optional(z.string()),
      ...countAndSum.shape,
    }),
  ),
  /** This person may not do it to any bill; then nothing is counted. Null if it depends on the bills. */
  refused: z.nullable(z.object({ code: z.string(), words: z.string() })),
});
export type BulkOffer = z.infer<typeof bulkOffer>;
