import * as z from 'zod/mini';
import { instant } from './page.js';

/** Assignment of a bill under review; it restricts nothing, and is no part of the bill's content. */
export const assignedTo = z.object({
  userId: z.string(),
  name: z.string(),
  /** Due time, if one was set. */
  dueAt: z.nullable(instant),
  /** Note of the assignment; "" if none. */
  note: z.string(),
  /** Name of the person who assigned it, and when. */
  by: z.string(),
  at: instant,
});
export type AssignedTo = z.infer<typeof assignedTo>;

/**
 * GET /api/bills `assigned`: mine · nobody's · overdue ones · "to:" and a user id · "act:" and the id of one assignment, only the part that is mine.
 */
export const assignedFilter = z.string().check(z.regex(/^(me|none|overdue|to:.{1,64}|act:[\w-]{36})$/));
export const assignedToPerson = (userId: string): string => `to:${userId}`;
