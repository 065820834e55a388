import * as z from 'zod/mini';
import { BILL_STATES } from './bill-state.js';
import { amount } from './money.js';
import { instant } from './page.js';
import { reason } from './reason.js';

/** Result of reading a suspected approval again. */
export const VERDICTS = ['asked', 'unchanged', 'names', 'changed', 'unreadable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A passed change or cancellation that does not name its approval: a person may name it (decision 0017). */
export const unnamedAmendment = z.object({
  approvalId: z.string(),
  businessId: z.string(),
  action: z.enum(['MODIFY', 'REVOKE']),
  originatorName: z.string(),
  formName: z.string(),
  finishedAt: instant,
  /** Approvals that it may refer to, newest first; unsent bills among them are held. */
  suspects: z.array(
    z.object({
      processInstanceId: z.string(),
      businessId: z.string(),
      billId: z.string(),
      title: z.string(),
      total: z.nullable(amount),
      state: z.enum(BILL_STATES),
      verdict: z.enum(VERDICTS),
    }),
  ),
  /** The approval that one person has named; it is settled once another names the same. Null: nobody yet. */
  asked: z.nullable(
    z.object({ originalInstanceId: z.nullable(z.string()), byName: z.string(), own: z.boolean(), reason: z.string() }),
  ),
  /** Number of people who have to name it. */
  people: z.union([z.literal(1), z.literal(2)]),
});
export type UnnamedAmendment = z.infer<typeof unnamedAmendment>;
/** GET /api/amendments/unnamed */
export const unnamedAmendments = z.object({ items: z.array(unnamedAmendment) });
export type UnnamedAmendments = z.infer<typeof unnamedAmendments>;

/** POST /api/amendments/:approvalId/original; null: none of these. */
export const nameOriginal = z.object({
  originalInstanceId: z.nullable(z.string().check(z.minLength(1), z.maxLength(64))),
  /** The suspects on screen: if there are new ones, they are shown first. */
  seen: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(1000)),
  reason: reason(300),
});
export type NameOriginal = z.infer<typeof nameOriginal>;
