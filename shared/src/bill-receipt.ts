import * as z from 'zod/mini';
import { stepReceipt } from './bill-detail.js';

/** A field under Kingdee's label, with the value that was sent; account numbers are masked. */
const sentValue = z.object({ label: z.string(), value: z.string(), name: z.string() });
export type SentValue = z.infer<typeof sentValue>;

/** GET /api/bills/:id/receipts: the request to Kingdee and its answer, for each receipt of one bill. */
export const toldReceipts = z.object({
  items: z.array(
    z.object({
      step: stepReceipt.shape.step,
      attempt: z.int(),
      /** The request in one line. */
      asked: z.string(),
      /** Content of a save; null for every other step, and if the content has changed since. */
      sent: z.nullable(z.object({ header: z.array(sentValue), rows: z.array(z.array(sentValue)), more: z.int() })),
      /** Reason why the content is not shown; null if it is, or if there is none. */
      unsent: z.nullable(z.string()),
      /** Kingdee's answer, line by line; masked. */
      answer: z.array(z.string()),
    }),
  ),
});
export type ToldReceipts = z.infer<typeof toldReceipts>;
