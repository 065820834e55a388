import * as z from 'zod/mini';
import { countAndSum } from './page.js';

/** Whatever a person may want to do with one bill; named as the last part of the route that does it, 改 and 推送 by the subject. */
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

/** Whether a person may do it now. `whyNot.code` is the code with which the write would be refused now; `words` are shown as they are. */
export const offeredAction = z.object({
  action: z.enum(BILL_ACTIONS),
  fits: z.boolean(),
  /** Null where it fits. */
  whyNot: z.nullable(z.object({ code: z.string(), words: z.string() })),
});
export type OfferedAction = z.infer<typeof offeredAction>;

/** What is done to several bills at once. */
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
 * How many of several bills an action fits, and why not the others: one line per cause, the commonest first. `code` is the code with
 * which the write leaves a bill alone; `words` are shown as they are. What only the moment of the write knows is not in it.
 */
export const bulkOffer = z.object({
  action: z.enum(BULK_ACTIONS),
  fits: countAndSum,
  leftOut: z.array(
    z.object({
      code: z.string(),
      words: z.string(),
      /** The way on, where somebody else has to do it: "请 李娜 推送"; absent where there is none to tell. */
      next: z.optional(z.string()),
      ...countAndSum.shape,
    }),
  ),
  /** This person may not do it to any bill: then nothing is counted. Null where the bills decide. */
  refused: z.nullable(z.object({ code: z.string(), words: z.string() })),
});
export type BulkOffer = z.infer<typeof bulkOffer>;
