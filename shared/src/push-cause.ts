import * as z from 'zod/mini';
import { baseDataKind } from './base-data.js';
import { seenBills } from './bill-batch.js';
import { amount } from './money.js';
import { countAndSum } from './page.js';

/** A base data entry on a bill that Kingdee refused. */
export const refusedValue = z.object({
  kind: baseDataKind,
  number: z.string(),
  /** Paying organisation of the bill; "" if bills of several have it. */
  orgNumber: z.string(),
});
export type RefusedValue = z.infer<typeof refusedValue>;

/** Most ids that one answer carries; a cause with more bills is handled in several rounds. */
export const MOST_CAUSE_BILLS = 2000;

/** One cause that stops bills of an order, however many bills have it. */
export const pushCause = z.object({
  /** Stable while the cause is the same. */
  key: z.string(),
  /** Class of the refusal, or reason why the push has stopped. */
  class: z.string(),
  /** The class in words, e.g. 基础资料; "" if it is no error. */
  word: z.string(),
  /** The fact, as a clause: "费用项目 CI0016 驻场补贴 在金蝶已禁用". */
  fact: z.string(),
  /** Consequence for the money. */
  means: z.string(),
  nextStep: z.string(),
  /** Kingdee's own words, each once. */
  quoted: z.array(z.string()),
  /** Entry that may be replaced on all of these bills at once; null if there is none, or if Kingdee already has the bills. */
  refused: z.nullable(z.extend(refusedValue, { kindWord: z.string(), name: z.string() })),
  /** True if each bill must be decided alone, on its own page, because a person has to find out whether it was paid. */
  alone: z.boolean(),
  /** True if base data must be read again before the bills may be sent again. */
  readFirst: z.boolean(),
  /** Bills that are still stopped. */
  ...countAndSum.shape,
  /** Bills of the same cause that were changed since and are back on the desk. */
  mended: countAndSum,
  /** The bills that are still stopped, with their current values. */
  bills: z.array(
    z.object({
      id: z.string(),
      version: z.int(),
      payee: z.string(),
      department: z.string(),
      purpose: z.string(),
      amount: z.nullable(amount),
    }),
  ),
  /** Text for the person who looks after Kingdee. */
  letter: z.string(),
});
export type PushCause = z.infer<typeof pushCause>;
/** GET /api/push-orders/:id/causes: the largest sum first. */
export const pushCauses = z.object({ items: z.array(pushCause) });
export type PushCauses = z.infer<typeof pushCauses>;

/** POST /api/mapping/swap: replaces one base data entry by another on the bills that were seen. */
export const swapValue = z.extend(seenBills, {
  kind: baseDataKind,
  from: z.string().check(z.minLength(1), z.maxLength(80)),
  to: z.string().check(z.minLength(1), z.maxLength(80)),
});
export type SwapValue = z.infer<typeof swapValue>;
