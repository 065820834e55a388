import * as z from 'zod/mini';
import { batchResult } from './bill-batch.js';
import { amount } from './money.js';
import { countAndSum, instant } from './page.js';

/** Most bills of one decision: each is shown with all of its looks. */
export const MOST_DECIDED = 200;

/**
 * POST /api/push-orders/resend/preview: the looks for bills whose save had no answer, before a person decides about all of them.
 * Every answer since the send was "not there": a bill of which Kingdee ever showed anything is left out and decided alone.
 */
export const resendPreview = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      version: z.int(),
      payee: z.string(),
      purpose: z.string(),
      amount: z.nullable(amount),
      /** Marks that Kingdee was asked for: a bill with either of them would have been found. */
      billNo: z.string(),
      key: z.string(),
      /** Time of the send without an answer. */
      sentAt: instant,
      looks: z.array(
        z.object({
          askedAt: instant,
          answeredAt: instant,
          /** True if it was asked at a time when the send could no longer be under way. */
          counts: z.boolean(),
        }),
      ),
    }),
  ),
  all: countAndSum,
  /** Bills that cannot be decided with the others, each with its reason. */
  leftOut: batchResult.shape.skipped,
  /** Number of bills beyond the limit of one decision. */
  more: z.int(),
});
export type ResendPreview = z.infer<typeof resendPreview>;
