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
  /** Account set (账套) that the bills would go to, under Kingdee's name. */
  accountSet: z.string(),
  /** The same bills by business date; null: the date is set when the bill is sent. */
  byDate: z.array(z.object({ date: z.nullable(businessDate), ...countAndSum.shape })),
  /** Bills with the date 推送当天: those not sent before that day ends are mapped and approved again. Absent if there are none. */
  sameDay: z.optional(z.object({ day: businessDate, count: z.int() })),
  /** Last steps of these bills' schemes, each once. */
  outcomes: z.array(z.enum(OUTCOMES)),
  largest: z.array(
    z.object({ id: z.string(), payee: z.string(), department: z.string(), purpose: z.string(), amount }),
  ),
  /** Bills whose payee a person changed by hand: the form's value and the new one, who changed it, and who approved it. */
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
  /** Freezes exactly what was shown; pushing sends it back. */
  token: z.string(),
  refs: billRefs,
});
export type PushPreview = z.infer<typeof pushPreview>;

/** POST /api/push-orders: confirms a preview. The token is single-use: a second tap returns the same order. */
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
  /** Nothing of it is in Kingdee or under way to it. */
  queued: z.boolean(),
  billNo: z.string(),
  kingdeeNo: z.nullable(z.string()),
  /** Its state in words; trouble in an accountant's sentence. */
  sentence: z.nullable(z.string()),
  nextProbeAt: z.nullable(instant),
  /** Actions that are possible for a bill that has stopped in Kingdee; the first is the one to offer. */
  possible: z.array(z.enum(['continue', 'hand-over', 'withdraw'])),
});
export type PushItem = z.infer<typeof pushItem>;

const pushOrderSummary = z.object({
  id: z.string(),
  state: z.enum(['running', 'stopping', 'done']),
  /** 停止 would still keep bills back: bills that are under way, or in doubt after all others are finished. */
  stoppable: z.boolean(),
  createdBy: z.string(),
  createdAt: instant,
  finishedAt: z.nullable(instant),
  ...countAndSum.shape,
  booked: countAndSum,
  failed: countAndSum,
  inDoubt: countAndSum,
  /** Time of the next look for a bill in doubt; null if no look is planned. */
  nextProbeAt: z.nullable(instant),
  /** Bills with nothing in Kingdee or under way to it: 停止 keeps these back completely. */
  queued: countAndSum,
  running: countAndSum,
  /** Not sent by this order, and no longer waiting in it. */
  notSent: countAndSum,
  /** Last steps of the bills that are finished, each once. */
  through: z.array(z.enum(OUTCOMES)),
  /** Number of these whose approval has its comment. */
  writtenBack: z.int(),
});

/** GET /api/push-orders/:id: progress; trouble first. SSE `push` events carry its id. */
export const pushOrder = z.object({
  ...pushOrderSummary.shape,
  /** The first items; `next` is the cursor of the following ones. */
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

/** Reason of bills that wait for a lock in Kingdee; they are retried automatically. */
export const LOCKED_GROUP = 'busy:lock';

/** POST /api/bills/:id/check-now, /continue, /withdraw and /hand-over: the version that the person saw. */
export const seenVersion = z.object({ version: z.int().check(z.minimum(1)) });
export type SeenVersion = z.infer<typeof seenVersion>;
