import * as z from 'zod/mini';
import { baseDataKind } from './base-data.js';
import { seenBills } from './bill-batch.js';
import { amount } from './money.js';
import { countAndSum } from './page.js';

/** An entry of Kingdee's base data that Kingdee refused on a bill. */
export const refusedValue = z.object({
  kind: baseDataKind,
  number: z.string(),
  /** The paying organisation of the bill; "" where bills of several have it. */
  orgNumber: z.string(),
});
export type RefusedValue = z.infer<typeof refusedValue>;

/** Ids that one answer carries for acting upon; a cause of more bills is worked off in several goes. */
export const MOST_CAUSE_BILLS = 2000;

/** Why bills of one order stand still: one cause, however many bills have it. */
export const pushCause = z.object({
  /** Stable while the cause is the same. */
  key: z.string(),
  /** Class of the refusal, or why the push stands still. */
  class: z.string(),
  /** The class in words, e.g. 基础资料; "" where it is no error. */
  word: z.string(),
  /** What is so, as a clause: "费用项目 CI0016 驻场补贴 在金蝶已禁用". */
  fact: z.string(),
  /** What that means for the money. */
  means: z.string(),
  nextStep: z.string(),
  /** Kingdee's own words, each once. */
  quoted: z.array(z.string()),
  /** The entry that may be exchanged on all of these bills at once; null where there is none, or Kingdee holds the bills already. */
  refused: z.nullable(z.extend(refusedValue, { kindWord: z.string(), name: z.string() })),
  /** Whether each bill is decided by itself, on its own page: somebody has to find out whether it was paid. */
  alone: z.boolean(),
  /** Whether base data must be read again before the bills may be sent again. */
  readFirst: z.boolean(),
  /** Bills that still stand still. */
  ...countAndSum.shape,
  /** Bills of the same cause that were changed since and are back on the desk. */
  mended: countAndSum,
  /** The bills that still stand still, as they are now. */
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
  /** To be sent to whoever looks after Kingdee. */
  letter: z.string(),
});
export type PushCause = z.infer<typeof pushCause>;
/** GET /api/push-orders/:id/causes: the largest sum first. */
export const pushCauses = z.object({ items: z.array(pushCause) });
export type PushCauses = z.infer<typeof pushCauses>;

/** POST /api/mapping/swap: one entry of base data for another, on the bills that were looked at. */
export const swapValue = z.extend(seenBills, {
  kind: baseDataKind,
  from: z.string().check(z.minLength(1), z.maxLength(80)),
  to: z.string().check(z.minLength(1), z.maxLength(80)),
});
export type SwapValue = z.infer<typeof swapValue>;
