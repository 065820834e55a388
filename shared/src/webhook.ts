import * as z from 'zod/mini';
import { ERROR_CLASSES } from './error-class.js';
import { type Amount, amount } from './money.js';
import { instant, queryInt } from './page.js';

/** Events that another system can get; the list is closed, and a name never changes its meaning (docs/webhooks.md). */
export const WEBHOOK_EVENTS = [
  'bill.collected',
  'bill.ready',
  'bill.approved',
  'bill.booked',
  'bill.failed',
  'bill.in-doubt',
  'bill.withdrawn',
  'bill.reversal-needed',
  'bill.stands',
  'bill.closed',
  'statement.done',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
/** Sent only when an administrator asks for it. */
export const TEST_EVENT = 'webhook.test';
/** A scheduled report to this receiver, whatever events it wants. */
export const REPORT_EVENT = 'report.sent';
export type SentEvent = WebhookEvent | typeof TEST_EVENT | typeof REPORT_EVENT;

/** Reason why a bill failed; the list is closed, too. `stopped` is a decision of a person or the program, not an answer of Kingdee. */
export const FAILURE_REASONS = [...ERROR_CLASSES, 'stopped'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Result of the last try. */
export const WEBHOOK_ANSWERS = [
  'taken',
  'refused',
  'gone',
  'server-error',
  'redirect',
  'slow',
  'unreachable',
  'no-such-host',
  'address',
  'certificate',
  'unsigned',
  'too-large',
] as const;
export type WebhookAnswer = (typeof WEBHOOK_ANSWERS)[number];

/** Time for which a delivery is tried, and for which the former secret signs as well. */
export const WEBHOOK_DAY_MS = 86_400_000;
/** Retention of deliveries, in days. */
export const WEBHOOK_KEPT_DAYS = 30;
export const MOST_WEBHOOKS = 20;

/** `data` of a bill's event. No account numbers, no names of people. */
export interface BillEventData {
  billId: string;
  /** Our 单据编号; `kingdeeNo` holds Kingdee's number. */
  billNo: string;
  kingdeeNo: string | null;
  /** 审批编号 */
  businessId: string;
  orgNumber: string;
  amount: Amount | null;
  currency: string;
  state: string;
  reached: string;
  reason: FailureReason | null;
  /** Version of the bill; it grows with every change: of two events about one bill the larger is the later. */
  version: number;
  /** ISO 8601, UTC. */
  at: string;
}

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(40));
const url = z.string().check(z.trim(), z.minLength(8), z.maxLength(500));
const events = z.array(z.enum(WEBHOOK_EVENTS)).check(z.minLength(1), z.maxLength(WEBHOOK_EVENTS.length));
const version = z.int().check(z.minimum(1));

/** POST /api/webhooks. */
export const createWebhook = z.object({ name, url, events });
export type CreateWebhook = z.infer<typeof createWebhook>;
/** PUT /api/webhooks/:id. */
export const changeWebhook = z.object({ version, name, url, events });
export type ChangeWebhook = z.infer<typeof changeWebhook>;
export const seenWebhook = z.object({ version });
export type SeenWebhook = z.infer<typeof seenWebhook>;
export const pauseWebhook = z.object({ version, paused: z.boolean() });
export type PauseWebhook = z.infer<typeof pauseWebhook>;

export const webhookDelivery = z.object({
  /** Also the `webhook-id` for the receiver. */
  id: z.string(),
  webhookId: z.string(),
  webhookName: z.string(),
  event: z.enum([...WEBHOOK_EVENTS, TEST_EVENT, REPORT_EVENT]),
  /** 单据编号, or the day of a statement; "" for a test. */
  subject: z.string(),
  amount: z.nullable(amount),
  state: z.enum(['due', 'done', 'given-up']),
  attempt: z.int(),
  answer: z.nullable(z.enum(WEBHOOK_ANSWERS)),
  /** HTTP status of the last answer, if there was one. */
  status: z.nullable(z.int()),
  tookMs: z.nullable(z.int()),
  createdAt: instant,
  lastAt: z.nullable(instant),
  nextAt: z.nullable(instant),
  /** Time until which it is tried. */
  until: z.nullable(instant),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
export const webhookDeliveryDetail = z.extend(webhookDelivery, { payload: z.string() });
export type WebhookDeliveryDetail = z.infer<typeof webhookDeliveryDetail>;

export const webhook = z.object({
  id: z.string(),
  version,
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  /**
   * `gone`: the receiver answered 410, which paused it; `restored`: the database was restored since it was opened; `unanswered`: the person
   * who last opened it is no longer an administrator. All states but `on` wait for an administrator to open it; events are kept meanwhile.
   */
  state: z.enum(['on', 'paused', 'gone', 'restored', 'unanswered']),
  /** Person who made or last opened it. */
  openedBy: z.string(),
  /** Time until which a former secret signs as well; null if only one signs. */
  rotatingUntil: z.nullable(instant),
  by: z.string(),
  createdAt: instant,
  /** Counts of deliveries created today. */
  today: z.object({ all: z.int(), done: z.int() }),
  /** Deliveries that wait or are tried again, and deliveries that were given up. */
  waiting: z.int(),
  givenUp: z.int(),
  last: z.nullable(webhookDelivery),
});
export type Webhook = z.infer<typeof webhook>;
export const webhooks = z.object({ items: z.array(webhook) });
export type Webhooks = z.infer<typeof webhooks>;
/** The only answer that contains the secret: whsec_… */
export const madeWebhook = z.extend(webhook, { secret: z.string() });
export type MadeWebhook = z.infer<typeof madeWebhook>;

/** GET /api/webhook-deliveries */
export const deliveryQuery = z.object({
  webhookId: z.optional(z.string().check(z.maxLength(36))),
  cursor: z.optional(z.string().check(z.regex(/^\d{1,15}_[0-9A-Za-z_-]{1,40}$/))),
  limit: z._default(queryInt(1, 200), 50),
});
export type DeliveryQuery = z.infer<typeof deliveryQuery>;
/** The newest first. `next`: cursor of the next page, null at the end. */
export const webhookDeliveries = z.object({ items: z.array(webhookDelivery), next: z.nullable(z.string()) });
export type WebhookDeliveries = z.infer<typeof webhookDeliveries>;
/** POST /api/webhook-deliveries/:id/resend: `attempt` as it was seen. */
export const resendDelivery = z.object({ attempt: z.int().check(z.minimum(0)) });
export type ResendDelivery = z.infer<typeof resendDelivery>;
