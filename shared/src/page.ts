import * as z from 'zod/mini';
import { amount } from './money.js';

/** Number in a query string, with bounds. */
export const queryInt = (min: number, max: number) => z.coerce.number().check(z.int(), z.minimum(min), z.maximum(max));

/** Instants are Unix milliseconds; business dates are "YYYY-MM-DD" in Asia/Shanghai. */
export const instant = z.int();
export const businessDate = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

/** `unknown`: number of items without an amount, which the sum does not contain; absent if there are none. */
export const countAndSum = z.object({ count: z.int(), amount, unknown: z.optional(z.int()) });
export type CountAndSum = z.infer<typeof countAndSum>;
/** Bills frozen as an action left them: `id` selects exactly these, each as long as it is unchanged. */
export const keptBills = z.object({ id: z.string(), ...countAndSum.shape });
export type KeptBills = z.infer<typeof keptBills>;

/** One page of a list: `next` is the cursor of the following page, null at the end; `total` counts the whole list. */
export const pageOf = <T extends z.ZodMiniType>(item: T) =>
  z.object({ items: z.array(item), next: z.nullable(z.string()), total: z.int() });
