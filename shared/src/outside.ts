import * as z from 'zod/mini';
import { reasonedAction } from './bill.js';
import { billRefs } from './bill-batch.js';
import { amount } from './money.js';
import { businessDate, countAndSum } from './page.js';
import { reason } from './reason.js';

/** 线下已处理: bills that were paid outside this program, with the bill in Kingdee that paid them if there is one. */

/** Result of asking Kingdee for a number: a bill with the same payment · another bill · no such number · no answer. */
export const OUTSIDE_SEEN = ['same', 'differs', 'absent', 'unanswered'] as const;
export type OutsideSeen = (typeof OUTSIDE_SEEN)[number];
const number = z.string().check(z.trim(), z.regex(/^[\w\-./~]{1,80}$/));

/** The bill's number in Kingdee, and Kingdee's answer when the person read it. */
export const paidBy = z.object({ number, seen: z.enum(OUTSIDE_SEEN) });
export type PaidBy = z.infer<typeof paidBy>;
/** The same with the digest of what was read; if the finding has changed at the press, it is refused. */
export const paidByRead = z.extend(paidBy, { digest: z.string().check(z.maxLength(64)) });
export type PaidByRead = z.infer<typeof paidByRead>;

/** POST /api/bills/handle-outside/look */
export const lookOutside = z.object({ refs: billRefs, number });
export type LookOutside = z.infer<typeof lookOutside>;
export const outsideFinding = z.object({
  seen: z.enum(OUTSIDE_SEEN),
  number: z.string(),
  /** The bill in Kingdee under this number; null if there is none, or if it is unknown. */
  bill: z.nullable(
    z.object({
      billNo: z.string(),
      /** Word for it: 付款单. */
      called: z.string(),
      payee: z.string(),
      amount,
      currency: z.string(),
      date: z.nullable(businessDate),
      /** 已审核, 审核中 … or 已作废. */
      status: z.string(),
    }),
  ),
  /** The bills that it would pay: those of the request that may be handled outside. */
  ours: countAndSum,
  /** Differences in words, e.g. "金额：金蝶 80.00，这里 100.00". */
  differs: z.array(z.string()),
  /** The whole finding in one sentence. */
  sentence: z.string(),
  /** Digest of all that was found and compared; sent back with the press. */
  digest: z.string(),
});
export type OutsideFinding = z.infer<typeof outsideFinding>;

/** POST /api/bills/:id/handle-outside */
export const handleOutside = z.extend(reasonedAction, { paidBy: z.optional(paidByRead) });
export type HandleOutside = z.infer<typeof handleOutside>;
/** POST /api/bills/handle-outside */
export const handleManyOutside = z.object({ refs: billRefs, reason: reason(500), paidBy: z.optional(paidByRead) });
export type HandleManyOutside = z.infer<typeof handleManyOutside>;
