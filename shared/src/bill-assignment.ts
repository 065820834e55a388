import * as z from 'zod/mini';
import { instant } from './page.js';

/** Who a bill under review was given to; it restricts nothing, and is no part of the bill's content. */
export const assignedTo = z.object({
  userId: z.string(),
  name: z.string(),
  /** Until when, where somebody said so. */
  dueAt: z.nullable(instant),
  /** What was said with it; "" where nothing. */
  note: z.string(),
  /** Who gave it, as a name, and when. */
  by: z.string(),
  at: instant,
});
export type AssignedTo = z.infer<typeof assignedTo>;

/** GET /api/bills `assigned`: mine · nobody's · those past their time · "to:" and a user id · "act:" and one press, what of it is mine. */
export const assignedFilter = z.string().check(z.regex(/^(me|none|overdue|to:.{1,64}|act:[\w-]{36})$/));
export const assignedToPerson = (userId: string): string => `to:${userId}`;
