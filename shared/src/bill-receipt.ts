import * as z from 'zod/mini';
import { stepReceipt } from './bill-detail.js';

/** A field as Kingdee calls it, with what was sent; accounts are masked. */
const sentValue = z.object({ label: z.string(), value: z.string(), name: z.string() });
export type SentValue = z.infer<typeof sentValue>;

/** GET /api/bills/:id/receipts: what was asked of Kingdee for one bill, and what it said, one for each receipt of the bill. */
export const toldReceipts = z.object({
  items: z.array(
    z.object({
      step: stepReceipt.shape.step,
      attempt: z.int(),
      /** What was asked, in a line. */
      asked: z.string(),
      /** What a save carried; null for every other step, and where the content has become another since. */
      sent: z.nullable(z.object({ header: z.array(sentValue), rows: z.array(z.array(sentValue)), more: z.int() })),
      /** Why what was sent is not shown; null where it is, or where there is nothing to show. */
      unsent: z.nullable(z.string()),
      /** What Kingdee said, line by line; masked. */
      answer: z.array(z.string()),
    }),
  ),
});
export type ToldReceipts = z.infer<typeof toldReceipts>;
