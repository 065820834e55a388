import * as z from 'zod/mini';
import { batchResult } from './bill-batch.js';
import { amount } from './money.js';
import { countAndSum, instant } from './page.js';

/** How many bills one decision is about: each is shown with all that was looked up of it. */
export const MOST_DECIDED = 200;

/**
 * POST /api/push-orders/resend/preview: what was looked up of bills whose save had no answer, before a person decides about all of them.
 * Every answer since the send was "not there": a bill of which Kingdee ever showed anything is left out and decided by itself.
 */
export const resendPreview = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      version: z.int(),
      payee: z.string(),
      purpose: z.string(),
      amount: z.nullable(amount),
      /** What Kingdee was asked for: either of them would have been found. */
      billNo: z.string(),
      key: z.string(),
      /** The send that had no answer. */
      sentAt: instant,
      looks: z.array(
        z.object({
          askedAt: instant,
          answeredAt: instant,
          /** Asked after the send can no longer have been under way. */
          counts: z.boolean(),
        }),
      ),
    }),
  ),
  all: countAndSum,
  /** What cannot be decided with the others, each with its reason. */
  leftOut: batchResult.shape.skipped,
  /** Bills beyond the most that are decided at once. */
  more: z.int(),
});
export type ResendPreview = z.infer<typeof resendPreview>;
