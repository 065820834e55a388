import * as z from 'zod/mini';
import { batchResult, billRefs } from './bill-batch.js';
import { countAndSum, instant } from './page.js';

const userId = z.string().check(z.minLength(1), z.maxLength(64));

/** POST /api/bills/assign. `userId` null: nobody's any more. `note` goes with it and with the notice. */
export const assignBills = z.object({
  refs: billRefs,
  userId: z.nullable(userId),
  dueAt: z.nullable(instant),
  note: z.string().check(z.trim(), z.maxLength(200)),
});
export type AssignBills = z.infer<typeof assignBills>;

/** What was given, and what was left alone with its reason. `act` names it for taking it back, until `undoUntil`. */
export const assignResult = z.extend(z.omit(batchResult, { asked: true, kept: true }), {
  act: z.string(),
  undoUntil: instant,
});
export type AssignResult = z.infer<typeof assignResult>;

/** POST /api/bills/assign/preview. */
export const assignPreviewOf = z.object({ refs: billRefs });
export type AssignPreviewOf = z.infer<typeof assignPreviewOf>;

/** A reviewer, and what they have in hand by SQL. */
export const assignee = z.object({
  userId: z.string(),
  name: z.string(),
  you: z.boolean(),
  holds: countAndSum,
  overdue: z.int(),
});
/** Who could take these bills: of them `own` are the person's own, which somebody else reviews; `after` is what they would have then. */
export const assignPreview = z.object({
  people: z.array(z.extend(assignee, { own: z.int(), after: countAndSum })),
  fits: countAndSum,
  /** Of the fitting ones somebody's already. */
  assigned: z.int(),
  /** Left alone whoever takes them: changed since, or under review no more. */
  leftOut: z.array(z.object({ reason: z.string(), ...countAndSum.shape })),
});
export type AssignPreview = z.infer<typeof assignPreview>;

/** GET /api/assignments: who has what in hand. `reviews`: may review still; who may not any more can only hand over. */
export const assignments = z.object({ people: z.array(z.extend(assignee, { reviews: z.boolean() })) });
export type Assignments = z.infer<typeof assignments>;

/** POST /api/assignments/hand-over: all that one person has in hand, as it was shown, to another. */
export const handOver = z.object({ from: userId, to: userId, shown: countAndSum });
export type HandOver = z.infer<typeof handOver>;

/** POST /api/assignments/:act/undo: how many are as they were before. */
export const undone = z.object({ count: z.int() });
