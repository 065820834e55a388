import * as z from 'zod/mini';
import { billState } from './bill.js';
import { billRefs } from './bill-batch.js';
import { OUTCOMES, REACHED } from './bill-state.js';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/** POST /api/push-orders/preview: the confirm sheet. */
export const pushPreview = z.object({
  eligible: countAndSum,
  byOrgCurrency: z.array(
    z.object({ orgNumber: z.string(), orgName: z.string(), currency: z.string(), ...countAndSum.shape }),
  ),
  /** Account set (账套) that the bills would go to, as Kingdee calls it. */
  accountSet: z.string(),
  /** The same bills by business date; null: it is given when the bill is sent. */
  byDate: z.array(z.object({ date: z.nullable(businessDate), ...countAndSum.shape })),
  /** Those among them that say 推送当天: what is not sent before that day ends is mapped and approved anew. Absent where none does. */
  sameDay: z.optional(z.object({ day: businessDate, count: z.int() })),
  /** How far the schemes of these bills go, each once. */
  outcomes: z.array(z.enum(OUTCOMES)),
  largest: z.array(
    z.object({ id: z.string(), payee: z.string(), department: z.string(), purpose: z.string(), amount }),
  ),
  /** Bills among them whose payee somebody put there by hand: what the form says and what was put, by whom, and who looked at it. */
  payeeHands: z.array(
    z.object({
      id: z.string(),
      payee: z.string(),
      department: z.string(),
      purpose: z.string(),
      amount,
      changes: z.array(z.object({ words: z.string(), by: z.string() })),
      approvedBy: z.string(),
    }),
  ),
  excluded: z.array(
    z.object({
      id: z.string(),
      payee: z.string(),
      department: z.string(),
      amount: z.nullable(amount),
      reason: z.string(),
      nextStep: z.string(),
    }),
  ),
  /** Freezes exactly what was shown: pushing sends it back. */
  token: z.string(),
  refs: billRefs,
});
export type PushPreview = z.infer<typeof pushPreview>;

/** POST /api/push-orders: confirms a preview. The token is single-use: a second tap answers with the same order. */
export const createPushOrder = z.object({ token: z.string().check(z.minLength(10), z.maxLength(64)) });
export type CreatePushOrder = z.infer<typeof createPushOrder>;

export const pushItem = z.object({
  billId: z.string(),
  version: z.int(),
  payee: z.string(),
  department: z.string(),
  purpose: z.string(),
  amount: z.nullable(amount),
  state: billState,
  reached: z.enum(REACHED),
  outcome: z.enum(OUTCOMES),
  /** Nothing of it is in Kingdee or on its way there. */
  queued: z.boolean(),
  billNo: z.string(),
  kingdeeNo: z.nullable(z.string()),
  /** Where it stands, as words; trouble in an accountant's sentence. */
  sentence: z.nullable(z.string()),
  nextProbeAt: z.nullable(instant),
  /** What a person with the right may do with it where it stands still in Kingdee; the first is the one to offer. */
  possible: z.array(z.enum(['continue', 'hand-over', 'withdraw'])),
});
export type PushItem = z.infer<typeof pushItem>;

const pushOrderSummary = z.object({
  id: z.string(),
  state: z.enum(['running', 'stopping', 'done']),
  /** 停止 still keeps something back: bills on their way, or in doubt after all others are through. */
  stoppable: z.boolean(),
  createdBy: z.string(),
  createdAt: instant,
  finishedAt: z.nullable(instant),
  ...countAndSum.shape,
  booked: countAndSum,
  failed: countAndSum,
  inDoubt: countAndSum,
  /** When the first of those in doubt is looked up next; null where no look is planned. */
  nextProbeAt: z.nullable(instant),
  /** Nothing of them is in Kingdee or on its way there: what 停止 keeps back whole. */
  queued: countAndSum,
  running: countAndSum,
  /** Not sent by this order, and not waiting in it any more. */
  notSent: countAndSum,
  /** How far those that came through were meant to go, each once. */
  through: z.array(z.enum(OUTCOMES)),
  /** Those of them whose approval has its comment. */
  writtenBack: z.int(),
});

/** GET /api/push-orders/:id: progress; trouble first. Also what SSE `push` events carry the id of. */
export const pushOrder = z.object({
  ...pushOrderSummary.shape,
  /** The first of them; `next` is the cursor of those that follow. */
  items: z.array(pushItem),
  next: z.nullable(z.string()),
});
export type PushOrder = z.infer<typeof pushOrder>;
export const pushOrders = z.object({ items: z.array(pushOrderSummary) });
export type PushOrders = z.infer<typeof pushOrders>;

/** GET /api/push-orders/:id/items?cursor=&limit= : all bills of an order, in the order of its first page. */
export const pushItemQuery = z.object({
  cursor: z.optional(z.string().check(z.regex(/^[0-2]\.\d{1,9}$/))),
  limit: z._default(queryInt(1, 500), 200),
});
export type PushItemQuery = z.infer<typeof pushItemQuery>;
export const pushItemPage = pageOf(pushItem);
export type PushItemPage = z.infer<typeof pushItemPage>;

/** Reason of bills that wait because something in Kingdee locks them: they are tried again by themselves. */
export const LOCKED_GROUP = 'busy:lock';

/** POST /api/bills/:id/check-now, /continue, /withdraw and /hand-over: the version that the person looked at. */
export const seenVersion = z.object({ version: z.int().check(z.minimum(1)) });
export type SeenVersion = z.infer<typeof seenVersion>;
