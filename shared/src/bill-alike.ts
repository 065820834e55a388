import * as z from 'zod/mini';
import { billState } from './bill.js';
import { amount } from './money.js';

/** GET /api/bills/:id/alike: `path` of a value on the bill, e.g. rows[0].costItem. */
export const alikeQuery = z.object({ path: z.string().check(z.maxLength(160)) });
export type AlikeQuery = z.infer<typeof alikeQuery>;

/** Other bills that have the same value from the same row of the same mapping table, the latest first. */
export const alikeBills = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      payee: z.string(),
      purpose: z.string(),
      businessId: z.string(),
      state: billState,
      amount: z.nullable(amount),
    }),
  ),
  /** Number of bills that were examined, if not all that look up the same key; null: all were. */
  lookedThrough: z.nullable(z.int()),
});
export type AlikeBills = z.infer<typeof alikeBills>;
