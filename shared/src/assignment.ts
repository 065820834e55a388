import * as z from 'zod/mini';
import { batchResult, billRefs } from './bill-batch.js';
import { countAndSum, instant } from './page.js';

const userId = z.string().check(z.minLength(1), z.maxLength(64));

/** POST /api/bills/assign. `userId` null: removes the assignment. `note` is stored with it and is part of the notice. */
export const assignBills = z.object({
  refs: billRefs,
  userId: z.nullable(userId),
  dueAt: z.nullable(instant),
  note: z.string().check(z.trim(), z.maxLength(200)),
});
export type AssignBills = z.infer<typeof assignBills>;

/** Assigned bills, and skipped bills with their reasons. `act` is the id for undoing it, until `undoUntil`. */
export const assignResult = z.extend(z.omit(batchResult, { asked: true, kept: true }), {
  act: z.string(),
  undoUntil: instant,
});
export type AssignResult = z.infer<typeof assignResult>;

/** POST /api/bills/assign/preview. */
export const assignPreviewOf = z.object({ refs: billRefs });
export type AssignPreviewOf = z.infer<typeof assignPreviewOf>;

/** A reviewer, and the bills in their hand, by SQL. */
export const assignee = z.object({
  userId: z.string(),
  name: z.string(),
  you: z.boolean(),
  holds: countAndSum,
  overdue: z.int(),
});
/** Possible assignees: `own` counts bills of the person's own, which another person has to review; `after` is their total afterwards. */
export const assignPreview = z.object({
  people: z.array(z.extend(assignee, { own: z.int(), after: countAndSum })),
  fits: countAndSum,
  /** Fitting bills that are already assigned. */
  assigned: z.int(),
  /** Bills that nobody can take: changed since, or no longer under review. */
  leftOut: z.array(z.object({ reason: z.string(), ...countAndSum.shape })),
});
export type AssignPreview = z.infer<typeof assignPreview>;

/** GET /api/assignments: bills in hand per person. `reviews`: may still review; a person who may not can only hand over. */
export const assignments = z.object({ people: z.array(z.extend(assignee, { reviews: z.boolean() })) });
export type Assignments = z.infer<typeof assignments>;

/** POST /api/assignments/hand-over: moves all that one person has in hand, as it was shown, to another. */
export const handOver = z.object({ from: userId, to: userId, shown: countAndSum });
export type HandOver = z.infer<typeof handOver>;

/** POST /api/assignments/:act/undo: number of bills that are as before again. */
export const undone = z.object({ count: z.int() });
